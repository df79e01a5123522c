using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.OpenApi;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Logs;

namespace Nabij.Signals.Routing;

/// <summary>
/// Says which organisation follows up in a municipality. Signals that were kept until now, for want of one, go to it; a signal that has an
/// organisation keeps it. The first time needs no If-Match, and to say the same again changes nothing.
/// </summary>
internal static class SetRouting
{
    public static void Map(IEndpointRouteBuilder routing) => routing.MapPut("", HandleAsync)
        .WithName(nameof(SetRouting)).WithSummary("Set which organisation follows up the signals of a municipality")
        .WithMetadata(new DocumentedHeader("If-Match", false, "Nodig als er al een organisatie is. / Needed when there is an organisation already."))
        .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);

    private static async Task<Results<Ok<MunicipalityRouting>, ProblemHttpResult>> HandleAsync([MunicipalityCode] string code, SetRoutingRequest request, Caller caller,
        IfMatch ifMatch, UnitOfWork work, AuditLog audit, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        if (!caller.ActsIn(code)) return Problem.NotYourMunicipality();
        var organisation = request.OrganisationId!.Value;
        await work.ExecuteAsync(LockSql, new { code }, ct);
        var found = await work.QuerySingleOrDefaultAsync<StoredRouting>(StoredRouting.FindSql, new { code }, ct);
        if (found is not null && found.OrganisationId != organisation)
        {
            if (ifMatch.Value.Length == 0) return Problem.Of(StatusCodes.Status428PreconditionRequired);
            if (!ifMatch.Allows(found.Version)) return Problem.PreconditionFailed();
        }

        var version = found is null ? 1 : found.OrganisationId == organisation ? found.Version : found.Version + 1;
        if (version != found?.Version)
        {
            await work.ExecuteAsync(SetSql, new { code, organisation, version, now = time.GetUtcNow() }, ct);
            await audit.WriteAsync(work, new AuditEntry(code, "set-routing", AuditActor.Of(caller, Roles.Coordinator)) { Purpose = organisation.ToString() }, ct);
            await work.CommitAsync(ct);
        }

        ETag.Set(http, version);
        return TypedResults.Ok(new MunicipalityRouting(code, organisation));
    }

    // Waits for the reports that are under way, which hold it shared.
    private const string LockSql = "select pg_advisory_xact_lock(hashtextextended('routing ' || @code, 0))";

    private const string SetSql = """
        insert into routing (municipality, organisation_id, version, changed_at) values (@code, @organisation, @version, @now)
        on conflict (municipality) do update set organisation_id = excluded.organisation_id, version = excluded.version, changed_at = excluded.changed_at;
        update signal set organisation_id = @organisation, version = version + 1 where municipality = @code and organisation_id is null;
        """;
}

/// <param name="OrganisationId">Id of the organisation in the catalogue.</param>
internal sealed record SetRoutingRequest([property: Needed] Guid? OrganisationId);
