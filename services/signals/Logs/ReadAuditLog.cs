using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Signals.Logs;

/// <summary>Who of the staff did what, newest first. To look is an entry too.</summary>
internal static class ReadAuditLog
{
    public static void Map(IEndpointRouteBuilder privacy) => privacy.MapGet("/audit-log", HandleAsync)
        .WithName(nameof(ReadAuditLog)).WithSummary("Who of the staff did what in a municipality");

    /// <param name="signal">Id of a signal.</param>
    /// <param name="actor">Account, as the entries name it.</param>
    /// <param name="action">Code of what was done.</param>
    private static async Task<Results<Ok<PagedList<AuditView>>, ProblemHttpResult>> HandleAsync([Needed, MunicipalityCode] string municipality, Caller caller, UnitOfWork work,
        AuditLog audit, HttpContext http, CancellationToken ct, Guid? signal = null, [LengthBetween(1, 100)] string? actor = null, [LengthBetween(1, 40)] string? action = null,
        DateTimeOffset? from = null, DateTimeOffset? to = null, [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        if (!caller.ActsIn(municipality)) return Problem.NotYourMunicipality();
        var args = new { municipality, signal, actor, action, from, to, limit = pageSize, offset = Paging.Offset(page, pageSize) };
        var entries = await work.QueryAsync<AuditView>(ListSql, args, ct);
        var total = await work.QuerySingleAsync<long>(CountSql, args, ct);
        await audit.WriteAsync(work, new AuditEntry(municipality, "read-audit-log", AuditActor.Of(caller, Roles.PrivacyOfficer)) { Signal = signal }, ct);
        await work.CommitAsync(ct);
        return Paging.Ok(http, entries, page, pageSize, total);
    }

    private const string Where = """
        where municipality = @municipality and (@signal::uuid is null or signal_id = @signal) and (@actor::text is null or actor = @actor)
          and (@action::text is null or action = @action) and (@from::timestamptz is null or at >= @from) and (@to::timestamptz is null or at < @to)
        """;

    private const string ListSql = $"""
        select seq, at, actor, role, organisation_id, action, signal_id, purpose, fields, trace_id from audit_log {Where} order by seq desc limit @limit offset @offset
        """;

    private const string CountSql = $"select count(*) from audit_log {Where}";
}

/// <param name="Seq">From 1, without gaps within the municipality.</param>
/// <param name="TraceId">The same as in the processing log.</param>
internal sealed record AuditView(long Seq, DateTimeOffset At, string Actor, string Role, Guid? OrganisationId, string Action, Guid? SignalId, string? Purpose, string[] Fields, string? TraceId);
