using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Search.Index;

namespace Nabij.Catalog.Search;

/// <summary>What the replica that answered searches in.</summary>
/// <param name="Version">Rises with each change that it took in, since the process started.</param>
/// <param name="Services">How many are published.</param>
/// <param name="BuiltAt">When the index was last built anew.</param>
/// <param name="LagMilliseconds">The time since it was known to hold all that was stored.</param>
internal sealed record IndexAnswer(long Version, int Services, DateTimeOffset BuiltAt, int LagMilliseconds);

internal static class GetIndex
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/index", HandleAsync)
        .WithName(nameof(GetIndex)).WithSummary("How current the search index is")
        .AllowAnonymous();

    private static async Task<Ok<IndexAnswer>> HandleAsync(SearchIndex index, CancellationToken ct)
    {
        var (snapshot, _) = await index.CurrentAsync(ct);
        return TypedResults.Ok(new IndexAnswer(snapshot.Version, snapshot.Count, snapshot.BuiltAt, (int)index.Lag.TotalMilliseconds));
    }
}
