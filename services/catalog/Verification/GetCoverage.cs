using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Http;
using Npgsql;

namespace Nabij.Catalog.Verification;

/// <param name="Municipality">Absent: the whole country, with what is offered nationally.</param>
/// <param name="Published">What residents find.</param>
/// <param name="Checkable">Of these, what is to be checked now and then; not activities that end by themselves.</param>
/// <param name="Verified">Of these, what somebody checked in time.</param>
/// <param name="Percentage">Verified of checkable, 0..100, one decimal; absent when there is nothing to check.</param>
internal sealed record CoverageAnswer(string? Municipality, long Published, long Checkable, long Verified, decimal? Percentage, CoverageStages Stages)
{
    public static CoverageAnswer Of(Coverage c) => new(c.Municipality, c.Published, c.Checkable, c.Verified, c.Percentage, new CoverageStages(
        c.Stages[FreshnessStage.Fresh], c.Stages[FreshnessStage.Due], c.Stages[FreshnessStage.Stale], c.Stages[FreshnessStage.Call], c.Stages[FreshnessStage.Hidden]));
}

/// <summary>The checkable ones, by stage.</summary>
/// <param name="Due">75 % of the cadence has passed: the organisation was asked.</param>
/// <param name="Stale">100 %: labelled.</param>
/// <param name="Call">125 %: the service desk calls.</param>
/// <param name="Hidden">150 %: found by name only.</param>
internal sealed record CoverageStages(long Fresh, long Due, long Stale, long Call, long Hidden);

internal static class GetCoverage
{
    public static void Map(IEndpointRouteBuilder verification) => verification.MapGet("/coverage", HandleAsync)
        .WithName(nameof(GetCoverage)).WithSummary("How much of a municipality's own services was checked in time")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Ok<CoverageAnswer>> HandleAsync(
        NpgsqlDataSource db, TimeProvider clock, CancellationToken ct, [MunicipalityCode] string? municipality = null)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return TypedResults.Ok(CoverageAnswer.Of(await Coverage.OfAsync(connection, municipality, clock.GetUtcNow(), ct)));
    }
}
