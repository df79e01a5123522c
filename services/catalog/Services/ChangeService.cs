using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Proposals;
using Nabij.Catalog.Quality.Interventions;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Services;

/// <summary>An editor changes it at once. What a provider changes of a public service waits for an editor: 202 with the proposal.</summary>
internal static class ChangeService
{
    public static void Map(IEndpointRouteBuilder services) => services.MapPut("/{id:guid}", HandleAsync)
        .WithName(nameof(ChangeService)).WithSummary("Change what is told about a service, or propose it")
        .RequireIfMatch().ProducesProblem(409);

    private static async Task<Results<Ok<ServiceAnswer>, Accepted<ProposalAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, ServiceContent request, Caller caller, IfMatch match, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (request.Faults() is { Count: > 0 } faults) return Problem.Invalid(faults);
        var service = await ServiceRows.FindForChangeAsync(work, id, ct);
        if (service is null || !service.MayBeChangedBy(caller)) return Problem.NotFound();
        if (!match.Allows(service.Version)) return Problem.PreconditionFailed();
        if (service.State == ServiceState.Archived) return Problem.Conflict(StepOnService.NotNow, service.Next);
        // Nobody moves a service to where he may not change it.
        if (!Service.MayChange(caller, service.OrganisationId, request)) return Problem.Forbidden(ServiceTexts.NotYours);
        if (!await Intervention.ExistsAsync(work, request.InterventionId, ct)) return Problem.Invalid("interventionId", Intervention.Unknown);

        if (service.IsPublic && !caller.Is(Roles.Editor))
        {
            var proposal = await ProposeChange.RecordAsync(work, service, request, clock.GetUtcNow(), ct);
            await work.CommitAsync(ct);
            ETag.Set(http, service.Version);
            if (proposal is null) return TypedResults.Ok(ServiceAnswer.Of(service));
            return TypedResults.Accepted($"/catalog/v1/proposals/{proposal.Id}", ProposalAnswer.Of(proposal, service.Content));
        }

        var changed = ServiceRows.Differences(service.Content, request);
        if (changed.Count > 0)
        {
            if (service.Change(request, changed, clock.GetUtcNow()) is { } happened) work.Publish(happened);
            await ServiceRows.UpdateAsync(work, service, ct);
            await work.CommitAsync(ct);
        }

        ETag.Set(http, service.Version);
        return TypedResults.Ok(ServiceAnswer.Of(service));
    }
}
