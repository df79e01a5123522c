using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Logs;
using Nabij.Signals.Privacy;

namespace Nabij.Signals.Retention;

/// <summary>Sets how long data is kept. It holds for what is closed from now on: a day that stands on a signal stays.</summary>
internal static class SetRetention
{
    private static readonly Text Unknown = ("Kies uitkomsten die er zijn, elk een keer.", "Choose outcomes that exist, each once.");

    public static void Map(IEndpointRouteBuilder retention) => retention.MapPut("", HandleAsync)
        .WithName(nameof(SetRetention)).WithSummary("Set how long a municipality keeps data after each outcome; what is left out has the default")
        .RequireIfMatch().ProducesProblem(StatusCodes.Status412PreconditionFailed);

    private static async Task<Results<Ok<MunicipalityRetention>, ProblemHttpResult>> HandleAsync([MunicipalityCode] string code, SetRetentionRequest request, Caller caller,
        IfMatch ifMatch, UnitOfWork work, AuditLog audit, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        if (!caller.ActsIn(code)) return Problem.NotYourMunicipality();
        if (request.Rules.Select(r => r.Outcome).Distinct().Count() < request.Rules.Count || request.Rules.Any(r => Outcome.Find(r.Outcome) is null))
            return Problem.Invalid("rules", Unknown);
        await work.ExecuteAsync(LockSql, new { code }, ct);
        var found = await work.QuerySingleOrDefaultAsync<StoredTerms>(RetentionTerms.FindSql, new { code }, ct);
        if (!ifMatch.Allows(found?.Version ?? 0)) return Problem.PreconditionFailed();

        var days = JsonSerializer.Serialize(request.Rules.ToDictionary(r => r.Outcome, r => r.Days));
        var version = (found?.Version ?? 0) + 1;
        await work.ExecuteAsync(SetSql, new { code, days, version, now = time.GetUtcNow() }, ct);
        await audit.WriteAsync(work, new AuditEntry(code, "set-retention", AuditActor.Of(caller, Roles.PrivacyOfficer)) { Purpose = days }, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, version);
        return TypedResults.Ok(MunicipalityRetention.Of(code, days));
    }

    private const string LockSql = "select pg_advisory_xact_lock(hashtextextended('retention ' || @code, 0))";

    private const string SetSql = """
        insert into retention_terms (municipality, days, version, changed_at) values (@code, @days::jsonb, @version, @now)
        on conflict (municipality) do update set days = excluded.days, version = excluded.version, changed_at = excluded.changed_at
        """;
}

internal sealed record SetRetentionRequest([property: Needed, AtMost(20)] IReadOnlyList<RetentionDays> Rules);

/// <param name="Outcome">Code of an outcome.</param>
/// <param name="Days">After closing.</param>
internal sealed record RetentionDays(
    [property: Needed, LengthBetween(1, 40), NotPersonal("code of an outcome")] string Outcome,
    [property: Between(RetentionTerms.Shortest, RetentionTerms.Longest)] int Days);
