using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Signals.FollowUp.Transitions;

/// <summary>Refers the person to a service of the catalogue, with consent to share with exactly that one.</summary>
internal static class ReferToService
{
    public static void Map(IEndpointRouteBuilder transitions) => transitions.MapPost("/refer", HandleAsync)
        .AsTransition(nameof(ReferToService), "Refer to a service of the catalogue, with consent");

    private static async Task<Results<Ok<SignalView>, ProblemHttpResult>> HandleAsync(Guid id, ReferRequest request, SignalChange change, HttpContext http, CancellationToken ct)
    {
        var service = request.ServiceId!.Value;
        var isActive = await change.Work.QuerySingleOrDefaultAsync<bool>(ActiveSql, new { service }, ct);
        return await change.MakeAsync(http, id, (signal, now) => signal.Refer(service, isActive, now), ct);
    }

    private const string ActiveSql = "select active from known_service where service_id = @service";
}

internal sealed record ReferRequest([property: Needed] Guid? ServiceId);
