using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Search.Index;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Search.ResultCodes;

/// <param name="Items">As they are told about now, in the order of the list. What is no longer published is left out.</param>
internal sealed record ResultListAnswer(string Code, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt, IReadOnlyList<FoundService> Items);

internal static class GetResultCode
{
    public static void Map(IEndpointRouteBuilder codes) => codes.MapGet("/{code}", HandleAsync)
        .WithName(nameof(GetResultCode)).WithSummary("The list of a short code")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Results<Ok<ResultListAnswer>, ProblemHttpResult>> HandleAsync(
        [LengthBetween(6, 8)] string code, NpgsqlDataSource db, SearchIndex index, TimeProvider clock, CancellationToken ct)
    {
        var digits = code.Replace("-", "", StringComparison.Ordinal);
        if (digits.Length != 6 || !digits.All(char.IsAsciiDigit)) return Problem.NotFound();
        Row? row;
        var now = clock.GetUtcNow();
        await using (var connection = await db.OpenConnectionAsync(ct))
            row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(GetSql, new { code = $"{digits[..2]}-{digits[2..4]}-{digits[4..]}", now }, cancellationToken: ct));
        if (row is null) return Problem.NotFound();

        var (snapshot, _) = await index.CurrentAsync(ct);
        return TypedResults.Ok(new ResultListAnswer(row.Code, row.MadeAt, row.ExpiresAt, [.. row.Services.Select(snapshot.Find).OfType<byte[]>().Select(FoundServices.Read)]));
    }

    private sealed record Row
    {
        public string Code { get; init; } = "";
        public Guid[] Services { get; init; } = [];
        public DateTimeOffset MadeAt { get; init; }
        public DateTimeOffset ExpiresAt { get; init; }
    }

    private const string GetSql = "select code, services, made_at, expires_at from result_code where code = @code and expires_at >= @now";
}
