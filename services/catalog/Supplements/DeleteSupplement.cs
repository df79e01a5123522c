using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Messaging;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Supplements;

internal static class DeleteSupplement
{
    public static void Map(IEndpointRouteBuilder supplements) => supplements.MapDelete("", HandleAsync)
        .WithName(nameof(DeleteSupplement)).WithSummary("Show a national service in a municipality as everywhere else")
        .RequireAuthorization("editor|provider").RequireIfMatch();

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, [MunicipalityCode] string municipality, Caller caller, IfMatch match, UnitOfWork work, TimeProvider clock, CancellationToken ct)
    {
        var service = await ServiceRows.FindForChangeAsync(work, id, ct);
        var args = new { service = id, municipality };
        var current = (await work.QuerySingleOrDefaultAsync<SupplementRows.Row>($"{SupplementRows.FindSql} for update", args, ct))?.ToSupplement();
        if (service is null || current is null) return Problem.NotFound();
        if (!current.MayBeChangedBy(caller)) return Problem.Forbidden(ServiceTexts.NotYours);
        if (!match.Allows(current.Version)) return Problem.PreconditionFailed();
        await work.ExecuteAsync("delete from supplement where service_id = @service and municipality = @municipality", args, ct);
        await SupplementRows.TellAsync(work, service, municipality, current.Content, null, clock.GetUtcNow(), ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
