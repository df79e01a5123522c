using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Logs;

namespace Nabij.Signals.FollowUp.DueDates;

/// <summary>Says how long steps may take from now on. A due date that was given already stays.</summary>
internal static class SetDueDates
{
    public static void Map(IEndpointRouteBuilder dueDates) => dueDates.MapPut("", HandleAsync)
        .WithName(nameof(SetDueDates)).WithSummary("Set how many working days each step may take").RequireIfMatch();

    private static async Task<Results<Ok<MunicipalityDueDates>, ProblemHttpResult>> HandleAsync([MunicipalityCode] string code, SetDueDatesRequest request, Caller caller,
        IfMatch ifMatch, UnitOfWork work, AuditLog audit, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        if (!caller.ActsIn(code)) return Problem.NotYourMunicipality();
        await work.ExecuteAsync(LockSql, new { code }, ct);
        var found = await work.QuerySingleOrDefaultAsync<StoredTerms>(StoredTerms.FindSql, new { code }, ct) ?? new StoredTerms();
        if (!ifMatch.Allows(found.Version)) return Problem.PreconditionFailed();

        var terms = new MunicipalityDueDates(code, request.TriageDays!.Value, request.UrgentContactDays!.Value, request.LightContactDays!.Value);
        var version = found.Version + 1;
        await work.ExecuteAsync(SetSql, new { code, terms.TriageDays, terms.UrgentContactDays, terms.LightContactDays, version, now = time.GetUtcNow() }, ct);
        await audit.WriteAsync(work, new AuditEntry(code, "set-due-dates", AuditActor.Of(caller, Roles.Coordinator)), ct);
        await work.CommitAsync(ct);
        ETag.Set(http, version);
        return TypedResults.Ok(terms);
    }

    private const string LockSql = "select pg_advisory_xact_lock(hashtextextended('due dates ' || @code, 0))";

    private const string SetSql = """
        insert into due_dates (municipality, triage_days, urgent_contact_days, light_contact_days, version, changed_at)
        values (@code, @TriageDays, @UrgentContactDays, @LightContactDays, @version, @now)
        on conflict (municipality) do update set triage_days = excluded.triage_days, urgent_contact_days = excluded.urgent_contact_days,
            light_contact_days = excluded.light_contact_days, version = excluded.version, changed_at = excluded.changed_at
        """;
}

/// <param name="TriageDays">Working days, 1 to 20; so are the others.</param>
internal sealed record SetDueDatesRequest(
    [property: Needed, Between(Terms.Shortest, Terms.Longest)] int? TriageDays,
    [property: Needed, Between(Terms.Shortest, Terms.Longest)] int? UrgentContactDays,
    [property: Needed, Between(Terms.Shortest, Terms.Longest)] int? LightContactDays);
