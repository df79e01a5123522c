using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Coalition.Gaps;
using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Coalitions;

/// <param name="Municipalities">CBS codes of the municipalities that work together, 1..30.</param>
/// <param name="GapThreshold">How many unmet needs of one kind make a gap.</param>
internal sealed record FoundCoalitionRequest(
    [property: Needed, LengthBetween(3, 120)] string Name,
    [property: Needed, AtLeast(1), AtMost(30), MunicipalityCode] IReadOnlyList<string> Municipalities,
    [property: Between(MunicipalCoalition.SmallestThreshold, MunicipalCoalition.LargestThreshold)] int GapThreshold = 1);

/// <summary>The caller becomes the coordinator. Needs that were counted before may be gaps at once.</summary>
internal static class FoundCoalition
{
    private static readonly Text NotYours = ("U coördineert niet in al deze gemeenten.", "You do not coordinate in all these municipalities.");
    private static readonly Text Exists = ("Een van deze gemeenten heeft al een coalitie.", "One of these municipalities has a coalition already.");

    public static void Map(IEndpointRouteBuilder coalitions) => coalitions.MapPost("", HandleAsync)
        .WithName(nameof(FoundCoalition)).WithSummary("Found the coalition of a municipality, or of several together")
        .WithIdempotency().ProducesProblem(409);

    private static async Task<Results<Created<CoalitionAnswer>, ProblemHttpResult>> HandleAsync(
        FoundCoalitionRequest request, Caller caller, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (!request.Municipalities.All(caller.ActsIn)) return Problem.Forbidden(NotYours);

        var now = clock.GetUtcNow();
        var coalition = MunicipalCoalition.Found(request.Name, request.Municipalities, request.GapThreshold, caller.Subject!, now);
        await GapWatch.LockAsync(work, coalition.Municipalities, ct);
        if (await work.QuerySingleAsync<bool>(ExistsSql, new { coalition.Municipalities }, ct)) return Problem.Conflict(Exists);

        await work.ExecuteAsync(InsertSql,
            new { coalition.Id, coalition.Name, coalition.Municipalities, coalition.Coordinator, coalition.GapThreshold, now }, ct);
        await History.AddAsync(work, History.Coalition, coalition.Id, coalition.Version, "founded", caller.Subject, now, ct: ct);
        work.PublishIn(coalition.Municipalities, municipality => new CoalitionFounded
        {
            CoalitionId = coalition.Id,
            Municipality = municipality,
            OccurredAt = now,
            AggregateVersion = coalition.Version,
        });
        await GapWatch.IdentifyAsync(work, coalition.Municipalities, now, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, coalition.Version);
        return TypedResults.Created(Addresses.OfCoalition(coalition.Id), CoalitionAnswer.Of(coalition));
    }

    private const string ExistsSql = "select exists (select 1 from coalition_municipality where municipality = any(@Municipalities) and not ended)";

    private const string InsertSql = """
        with founded as (
            insert into coalition (id, name, status, coordinator, gap_threshold, founded_at, version)
            values (@Id, @Name, 'initiating', @Coordinator, @GapThreshold, @now, 1)
            returning id)
        insert into coalition_municipality (coalition_id, municipality)
        select founded.id, m from founded, unnest(@Municipalities) m
        """;
}
