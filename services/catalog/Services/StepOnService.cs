using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Services;

/// <summary>What every step takes from the request.</summary>
internal sealed record ServiceCommand(Guid Id, Caller Caller, IfMatch Match, UnitOfWork Work, TimeProvider Clock, HttpContext Http, CancellationToken Ct);

/// <summary>Load, judge, take the step, save state and event together, answer: the same for every step of a service.</summary>
internal static class StepOnService
{
    public static readonly Text NotNow = ("Dit kan niet in de toestand van nu. Zie allowed.", "This is not possible in the present state. See allowed.");

    public static async Task<Results<Ok<ServiceAnswer>, ProblemHttpResult>> TakeAsync(
        ServiceCommand command, string step, string? reason = null, Guid? successor = null)
    {
        var (id, caller, match, work, clock, http, ct) = command;
        var service = await ServiceRows.FindForChangeAsync(work, id, ct);
        if (service is null || !service.MayBeChangedBy(caller)) return Problem.NotFound();
        if (Service.IsForEditors(step) && !caller.Is(Roles.Editor)) return Problem.Forbidden(ServiceTexts.NotYours);
        if (!match.Allows(service.Version)) return Problem.PreconditionFailed();
        if (!service.Allows(step)) return Problem.Conflict(NotNow, service.Next);
        if (successor is not null && (successor == id || !await ExistsAsync(work, successor.Value, ct)))
            return Problem.Invalid("successorId", ServiceTexts.UnknownSuccessor);

        if (service.Take(step, clock.GetUtcNow(), reason, successor) is { } happened) work.Publish(happened);
        await ServiceRows.UpdateAsync(work, service, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, service.Version);
        return TypedResults.Ok(ServiceAnswer.Of(service));
    }

    private static Task<bool> ExistsAsync(UnitOfWork work, Guid id, CancellationToken ct) =>
        work.QuerySingleAsync<bool>("select exists (select 1 from service where id = @id)", new { id }, ct);
}
