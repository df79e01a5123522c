using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Reference.Calendar;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.OpenApi;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Logs;
using Nabij.Signals.Privacy;

namespace Nabij.Signals.RolePolicies;

/// <summary>The municipality enters on which legal basis a role may report there, and until when. The first time needs no If-Match, and to say the same again changes
/// nothing.</summary>
internal static class EnterRolePolicy
{
    private static readonly Text NothingToEnter = ("Voor deze functie hoeft een gemeente niets in te vullen.", "A municipality enters nothing for this role.");
    private static readonly Text TooLong = ("Kies een dag vanaf vandaag, ten hoogste vijf jaar vooruit.", "Choose a day from today, at most five years ahead.");

    public static void Map(IEndpointRouteBuilder policies) => policies.MapPut("", HandleAsync)
        .WithName(nameof(EnterRolePolicy)).WithSummary("Enter the legal basis on which a role may report in a municipality")
        .WithMetadata(new DocumentedHeader("If-Match", false, "Nodig als er al iets is ingevuld. / Needed when something was entered already."))
        .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);

    private static async Task<Results<Ok<RolePolicyView>, ProblemHttpResult>> HandleAsync([MunicipalityCode] string code, [LengthBetween(1, 60)] string role,
        EnterRolePolicyRequest request, Caller caller, IfMatch ifMatch, UnitOfWork work, AuditLog audit, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        if (!caller.ActsIn(code)) return Problem.NotYourMunicipality();
        var policy = RolePolicy.For(role);
        if (policy.Role != role) return Problem.NotFound();
        if (!policy.Basis.IsEntered) return Problem.Conflict(NothingToEnter);
        var (now, until) = (time.GetUtcNow(), request.ValidUntilDate!.Value);
        if (until < DutchDay.Of(now) || until > DutchDay.Of(now).AddYears(5)) return Problem.Invalid("validUntilDate", TooLong);

        await work.ExecuteAsync(LockSql, new { code, role }, ct);
        var found = await work.QuerySingleOrDefaultAsync<EnteredPolicy>(EnteredPolicy.FindSql, new { municipality = code, role }, ct);
        if (found is not null && found.LegalReference == request.LegalReference && found.ValidUntil == until)
        {
            ETag.Set(http, found.Version);
            return TypedResults.Ok(new RolePolicyView(role, found.LegalReference, until));
        }

        if (found is not null && ifMatch.Value.Length == 0) return Problem.Of(StatusCodes.Status428PreconditionRequired);
        if (found is not null && !ifMatch.Allows(found.Version)) return Problem.PreconditionFailed();

        var version = (found?.Version ?? 0) + 1;
        await work.ExecuteAsync(SetSql, new { code, role, request.LegalReference, until, version, now }, ct);
        await audit.WriteAsync(work, new AuditEntry(code, "enter-role-policy", AuditActor.Of(caller, Roles.Coordinator)) { Purpose = role }, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, version);
        return TypedResults.Ok(new RolePolicyView(role, request.LegalReference, until));
    }

    private const string LockSql = "select pg_advisory_xact_lock(hashtextextended('role policy ' || @code || ' ' || @role, 0))";

    private const string SetSql = """
        insert into role_policy (municipality, role, legal_reference, valid_until, version, changed_at) values (@code, @role, @LegalReference, @until, @version, @now)
        on conflict (municipality, role) do update set legal_reference = excluded.legal_reference, valid_until = excluded.valid_until,
            version = excluded.version, changed_at = excluded.changed_at
        """;
}

/// <param name="LegalReference">Where the basis stands, such as <c>Stcrt. 2021, 48897</c>. Reporters see it.</param>
/// <param name="ValidUntilDate">Last day on which it holds; at most five years ahead.</param>
internal sealed record EnterRolePolicyRequest([property: Needed, LengthBetween(5, 120), NotPersonal("name of a decree or an agreement")] string LegalReference, [property: Needed] DateOnly? ValidUntilDate);

internal sealed record RolePolicyView(string Role, string LegalReference, DateOnly ValidUntilDate);
