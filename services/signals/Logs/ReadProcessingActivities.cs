using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Privacy;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Logs;

/// <summary>
/// The processing log in the shape of the standard's extension for reading (0.9). It asks for a trace, an activity or a data subject, and shows the lines
/// of the officer's own municipalities. To read the log is a processing too, and is logged.
/// </summary>
internal static class ReadProcessingActivities
{
    private static readonly Text Which = (
        "Geef ten minste een van traceId, dpl.core.processing_activity_id en dpl.core.data_subject_id.",
        "Give at least one of traceId, dpl.core.processing_activity_id and dpl.core.data_subject_id.");

    private static readonly Text NoTrace = ("Een traceId heeft 32 hexadecimale cijfers.", "A traceId has 32 hexadecimal digits.");

    public static void Map(IEndpointRouteBuilder privacy) => privacy.MapPost("/processing-activities", HandleAsync)
        .WithName(nameof(ReadProcessingActivities)).WithSummary("Read the processing log (Logboek dataverwerkingen, extension for reading)");

    private static async Task<Results<Ok<PagedList<LoggedActivity>>, ProblemHttpResult>> HandleAsync(ReadProcessingActivitiesRequest asked, Caller caller, UnitOfWork work,
        ProcessingLog processing, AuditLog audit, TimeProvider time, HttpContext http, CancellationToken ct,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        var start = time.GetUtcNow();
        if ((asked.TraceId ?? asked.ProcessingActivityId ?? asked.DataSubjectId) is null) return Problem.Invalid("traceId", Which);
        // The extension's schema calls it a uuid, the core sixteen bytes: both are read.
        Guid trace = default;
        if (asked.TraceId is not null && !Guid.TryParse(asked.TraceId, out trace)) return Problem.Invalid("traceId", NoTrace);

        var municipalities = caller.Municipalities.ToArray();
        var args = new
        {
            everywhere = caller.ActsEverywhere,
            municipalities,
            trace = asked.TraceId is null ? null : trace.ToString("N"),
            asked.ProcessingActivityId,
            asked.DataSubjectId,
            from = asked.StartTime,
            to = asked.EndTime,
            limit = pageSize,
            offset = Paging.Offset(page, pageSize),
        };
        var lines = await work.QueryAsync<StoredLine>(ListSql, args, ct);
        var total = await work.QuerySingleAsync<long>(CountSql, args, ct);
        // Under the one who reads: a reader of all has no municipality of its own.
        foreach (var municipality in municipalities.Order(StringComparer.Ordinal))
        {
            await processing.WriteAsync(work, ProcessingActivity.ReadLogs, municipality, start, SignalKeys.None, [], ct);
            await audit.WriteAsync(work, new AuditEntry(municipality, "read-processing-log", AuditActor.Of(caller, Roles.PrivacyOfficer)), ct);
        }

        await work.CommitAsync(ct);
        return Paging.Ok(http, [.. lines.Select(LoggedActivity.Of)], page, pageSize, total);
    }

    private const string Where = """
        where (@everywhere or municipality = any(@municipalities)) and (@trace::text is null or trace_id = @trace)
          and (@ProcessingActivityId::text is null or attributes ->> 'dpl.core.processing_activity_id' = @ProcessingActivityId)
          and (@DataSubjectId::text is null or attributes ->> 'dpl.core.data_subject_id' = @DataSubjectId)
          and (@from::bigint is null or start_time >= @from) and (@to::bigint is null or end_time <= @to)
        """;

    private const string ListSql = $"""
        select position, trace_id, span_id, parent_span_id, status, name, start_time, end_time, resource::text as resource, attributes::text as attributes, municipality
        from processing_log {Where} order by start_time desc, position desc limit @limit offset @offset
        """;

    private const string CountSql = $"select count(*) from processing_log {Where}";
}

/// <param name="TraceId">32 hexadecimal digits, or as a uuid.</param>
/// <param name="StartTime">Lines that began then or later, in milliseconds since 1970.</param>
/// <param name="EndTime">Lines that ended then or before.</param>
internal sealed record ReadProcessingActivitiesRequest(
    [property: LengthBetween(32, 36), NotPersonal("id of a trace")] string? TraceId,
    [property: JsonPropertyName("dpl.core.processing_activity_id"), LengthBetween(1, 300), NotPersonal("address in the register")] string? ProcessingActivityId,
    [property: JsonPropertyName("dpl.core.data_subject_id"), LengthBetween(1, 100), NotPersonal("pseudonym that leads nowhere without the key")] string? DataSubjectId,
    [property: Between(0, 4102444800000d)] long? StartTime,
    [property: Between(0, 4102444800000d)] long? EndTime);

internal sealed record LoggedActivity(string TraceId, string SpanId, string Status, string Name, long StartTime, long EndTime, string? ParentSpanId, ResourceOfLine Resource,
    Dictionary<string, string> Attributes)
{
    public static LoggedActivity Of(StoredLine l) => new(l.TraceId, l.SpanId, l.Status, l.Name, l.StartTime, l.EndTime, l.ParentSpanId, l.ResourceOf, l.AttributeMap);
}
