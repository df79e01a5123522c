using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Messaging;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Taxonomies;

/// <summary>The word of the municipality's editors on a service that is offered there, whoever keeps its text.</summary>
internal static class PutLabels
{
    public static void Map(IEndpointRouteBuilder labels) => labels.MapPut("", HandleAsync)
        .WithName(nameof(PutLabels)).WithSummary("Choose which terms of a municipality a service has")
        .RequireAuthorization(Roles.Editor).RequireIfMatch()
        .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);

    private static async Task<Results<Ok<LabelsAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, [MunicipalityCode] string municipality, LabelsRequest request, Caller caller, IfMatch match, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var service = await ServiceRows.FindForChangeAsync(work, id, ct);
        if (service is null || !(service.IsPublic || service.MayBeChangedBy(caller))) return Problem.NotFound();
        if (!caller.ActsIn(municipality)) return Problem.NotYourMunicipality();
        if (!match.Allows(await work.QuerySingleAsync<long>(ServiceLabels.VersionSql, new { id }, ct))) return Problem.PreconditionFailed();
        if (!service.Content.Scope.National && !service.Content.Municipalities.Contains(municipality)) return Problem.Conflict(NotThere);

        // Whoever drops a term waits until it is known which services have it.
        await work.ExecuteAsync("select from taxonomy where municipality = @municipality for share", new { municipality }, ct);
        var args = new { id, municipality, codes = request.Codes.Distinct().ToArray(), now = clock.GetUtcNow() };
        if (await work.QuerySingleAsync<bool>(UnknownSql, args, ct)) return Problem.Invalid("codes", Unknown);
        var changed = await work.ExecuteAsync(DropSql, args, ct) + await work.ExecuteAsync(AddSql, args, ct);
        if (changed > 0)
        {
            if (service.ChangeIn(municipality, ["labels"], args.now) is { } happened) work.Publish(happened);
            await ServiceRows.UpdateAsync(work, service, ct);
            await work.ExecuteAsync("update service set labelled_at = @now where id = @id", args, ct);
        }

        var labels = (await ServiceLabels.OfAsync(await work.OpenAsync(ct), municipality, [id], ct)).GetValueOrDefault(id, []);
        var version = await work.QuerySingleAsync<long>(ServiceLabels.VersionSql, new { id }, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, version);
        return TypedResults.Ok(new LabelsAnswer(id, municipality, labels));
    }

    private static readonly Text NotThere = ("Dit aanbod is er niet in deze gemeente.", "This service is not offered in this municipality.");
    private static readonly Text Unknown = ("Een van deze codes staat niet in de lijst van de gemeente.", "One of these codes is not in the list of the municipality.");

    private const string UnknownSql = """
        select exists (select from unnest(@codes) c (code) where not exists (select from taxonomy_term t where t.municipality = @municipality and t.code = c.code))
        """;

    private const string DropSql = "delete from service_label where service_id = @id and municipality = @municipality and code <> all(@codes)";

    private const string AddSql = """
        insert into service_label (service_id, municipality, code) select @id, @municipality, c.code from unnest(@codes) c (code) on conflict do nothing
        """;
}
