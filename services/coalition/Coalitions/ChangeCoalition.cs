using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Coalition.Gaps;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Coalitions;

/// <param name="GapThreshold">How many unmet needs of one kind make a gap. A lower one may identify gaps at once; a higher one takes none back.</param>
/// <param name="Coordinator">Subject of the account that coordinates from now on; null for nobody, not while the coalition is active.</param>
internal sealed record ChangeCoalitionRequest(
    [property: Needed, LengthBetween(3, 120)] string Name,
    [property: Needed, Between(MunicipalCoalition.SmallestThreshold, MunicipalCoalition.LargestThreshold)] int? GapThreshold,
    [property: LengthBetween(1, 200)] string? Coordinator = null);

internal static class ChangeCoalition
{
    public static void Map(IEndpointRouteBuilder coalitions) => coalitions.MapPut("/{id:guid}", HandleAsync)
        .WithName(nameof(ChangeCoalition)).WithSummary("Change name, settings and coordinator")
        .RequireIfMatch().ProducesProblem(409);

    private static async Task<Results<Ok<CoalitionAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command, ChangeCoalitionRequest request)
    {
        var (id, caller, _, work, clock, _, ct) = command;
        // The same order of locks as where a need is counted: municipality first.
        if (await CoalitionRows.FindAsync(work, id, caller, ct) is not { } found) return Problem.NotFound();
        await GapWatch.LockAsync(work, found.Municipalities, ct);
        return await CoalitionChange.ApplyAsync(command, "changed",
            coalition => coalition.Change(request.Name, request.GapThreshold!.Value, request.Coordinator),
            coalition => GapWatch.IdentifyAsync(work, coalition.Municipalities, clock.GetUtcNow(), ct));
    }
}
