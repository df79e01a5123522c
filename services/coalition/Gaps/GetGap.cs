using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Coalition.Gaps;

internal static class GetGap
{
    public static void Map(IEndpointRouteBuilder gaps) => gaps.MapGet("/gaps/{id:guid}", HandleAsync)
        .WithName(nameof(GetGap)).WithSummary("One gap, with the agreements that answer it");

    private static async Task<Results<Ok<GapAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        var gap = await db.FindAsync<Gap>(GetSql, new { id, scope = caller.Scope() }, ct);
        if (gap is null) return Problem.NotFound();
        ETag.Set(http, gap.Version);
        return TypedResults.Ok(GapAnswer.Of(gap));
    }

    private const string GetSql = $"select {GapRows.Columns} from gap g where g.id = @id and {GapRows.Seen}";
}
