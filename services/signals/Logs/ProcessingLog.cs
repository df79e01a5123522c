using System.Diagnostics;
using System.Text.Json;
using Nabij.Messaging;
using Nabij.ServiceDefaults;
using Nabij.Signals.Vault;
using Npgsql;

namespace Nabij.Signals.Logs;

/// <summary>
/// The processing log in the terms of the standard Logboek dataverwerkingen (core, working version 0.8.0; detail level 1). An action gives
/// one line without a person and under it one line per data subject. A line names no user (that is the audit log's part), times are in milliseconds, and
/// nothing is sampled: a line is a row in the transaction of the action itself, so that an action which cannot be logged does not happen.
/// </summary>
internal sealed class ProcessingLog(ServiceInfo service, IConfiguration configuration, TimeProvider time)
{
    private readonly string _register = configuration["ProcessingLog:Register"]?.TrimEnd('/') ?? "https://nabij.example/verwerkingsregister";

    private readonly string _resource = JsonSerializer.Serialize(new
    {
        attributes = new Dictionary<string, string> { ["service.name"] = service.Name, ["service.version"] = service.ApiVersion },
    });

    public Task WriteAsync(UnitOfWork work, ProcessingActivity activity, string municipality, DateTimeOffset start, SignalKeys keys,
        IEnumerable<KeyOwner> people, CancellationToken ct) => WriteAsync(work, activity, municipality, start, people.Select(owner => (keys, owner)), ct);

    /// <param name="people">Of as many signals as the action is about.</param>
    public Task WriteAsync(UnitOfWork work, ProcessingActivity activity, string municipality, DateTimeOffset start,
        IEnumerable<(SignalKeys Keys, KeyOwner Owner)> people, CancellationToken ct) => WriteAsync(work, Lines(activity, municipality, start, people), ct);

    /// <param name="people">Pseudonyms; null for somebody whose key was destroyed.</param>
    /// <param name="kind">What they are to us.</param>
    public Task WriteAsync(UnitOfWork work, ProcessingActivity activity, string municipality, DateTimeOffset start, IEnumerable<string?> people, string kind,
        CancellationToken ct) => WriteAsync(work, Lines(activity, municipality, start, people.Select(person => (person, kind))), ct);

    private static async Task WriteAsync(UnitOfWork work, ProcessingLines lines, CancellationToken ct)
    {
        try
        {
            await work.ExecuteAsync(InsertSql, lines, ct);
        }
        catch (PostgresException e)
        {
            // A log that refuses is a log that is away: the caller may try again later (503).
            throw new NpgsqlException("The processing log cannot be written.", e);
        }
    }

    /// <summary>The lines of one action, as the parameters of <see cref="InsertSql"/>.</summary>
    /// <param name="start">When the action began; it ends now.</param>
    /// <param name="people">Their keys give the pseudonyms. Somebody whose key was destroyed has none, and gets no line.</param>
    public ProcessingLines Lines(ProcessingActivity activity, string municipality, DateTimeOffset start, IEnumerable<(SignalKeys Keys, KeyOwner Owner)> people) =>
        Lines(activity, municipality, start, people.Select(p => (p.Keys.Pseudonym(p.Owner), p.Owner == KeyOwner.Reporter ? "melder" : "betrokkene")));

    private ProcessingLines Lines(ProcessingActivity activity, string municipality, DateTimeOffset start, IEnumerable<(string? Pseudonym, string Kind)> people)
    {
        var caller = Activity.Current;
        var root = ActivitySpanId.CreateRandom().ToString();
        List<(string Span, string? Parent, string Attributes)> lines = [(root, caller?.SpanId.ToString(), Attributes(activity, null, null))];
        foreach (var (pseudonym, kind) in people)
            if (pseudonym is { } person) lines.Add((ActivitySpanId.CreateRandom().ToString(), root, Attributes(activity, person, kind)));

        return new ProcessingLines
        {
            LogTrace = (caller?.TraceId ?? ActivityTraceId.CreateRandom()).ToString(),
            LogName = activity.Action,
            LogStart = start.ToUnixTimeMilliseconds(),
            LogEnd = time.GetUtcNow().ToUnixTimeMilliseconds(),
            LogResource = _resource,
            LogMunicipality = municipality,
            LogSpans = [.. lines.Select(l => l.Span)],
            LogParents = [.. lines.Select(l => l.Parent)],
            LogAttributes = [.. lines.Select(l => l.Attributes)],
        };
    }

    private string Attributes(ProcessingActivity activity, string? person, string? kind)
    {
        var attributes = new Dictionary<string, string>
        {
            ["dpl.core.processing_activity_id"] = $"{_register}/verwerkingen/{activity.Code}/v{ProcessingActivity.Version}",
        };
        if (person is not null)
        {
            attributes["dpl.core.data_subject_id"] = person;
            attributes["dpl.core.data_subject_id_type"] = $"{_register}/soorten-betrokkenen/{kind}";
        }

        return JsonSerializer.Serialize(attributes);
    }

    public const string InsertSql = """
        insert into processing_log (trace_id, span_id, parent_span_id, status, name, start_time, end_time, resource, attributes, municipality)
        select @LogTrace, l.span, l.parent, 'Unset', @LogName, @LogStart, @LogEnd, @LogResource::jsonb, l.attributes::jsonb, @LogMunicipality
        from unnest(@LogSpans, @LogParents, @LogAttributes) as l (span, parent, attributes)
        """;
}

internal sealed record ProcessingLines
{
    public required string LogTrace { get; init; }
    public required string LogName { get; init; }
    public required long LogStart { get; init; }
    public required long LogEnd { get; init; }
    public required string LogResource { get; init; }
    public required string LogMunicipality { get; init; }
    public required string[] LogSpans { get; init; }
    public required string?[] LogParents { get; init; }
    public required string[] LogAttributes { get; init; }
}
