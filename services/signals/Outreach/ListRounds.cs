using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Signals.Outreach;

internal static class ListRounds
{
    public static void Map(IEndpointRouteBuilder rounds)
    {
        rounds.MapGet("", ListAsync).WithName("ListOutreachRounds").WithSummary("Rounds of home visits, newest first, with what came of them");
        rounds.MapGet("/{id:guid}", GetAsync).WithName("GetOutreachRound").WithSummary("One round, with what came of it").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<PagedList<RoundView>>> ListAsync(Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [MunicipalityCode] string? municipality = null, [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var who = new
        {
            municipality,
            everywhere = caller.ActsEverywhere,
            municipalities = caller.Municipalities.ToArray(),
            organisation = caller.Is(Roles.Handler) ? caller.Organisation ?? Guid.Empty : (Guid?)null,
        };
        var (rounds, total) = await connection.ReadPageAsync<OutreachRound>($"select {OutreachRound.Columns}", FromSql, "order by created_at desc, id", who, page, pageSize, ct);
        var counts = (await connection.QueryAsync<VisitCount>(new CommandDefinition(VisitCount.Sql, new { ids = rounds.Select(r => r.Id).ToArray() }, cancellationToken: ct)))
            .ToLookup(c => c.RoundId);
        return Paging.Ok(http, [.. rounds.Select(r => RoundView.Of(r, counts[r.Id]))], page, pageSize, total);
    }

    private static async Task<Results<Ok<RoundView>, ProblemHttpResult>> GetAsync(Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var round = await connection.QuerySingleOrDefaultAsync<OutreachRound>(new CommandDefinition(
            $"select {OutreachRound.Columns} from outreach_round where id = @id", new { id }, cancellationToken: ct));
        if (round is null || !round.IsFor(caller)) return Problem.NotFound();
        ETag.Set(http, round.Version);
        return TypedResults.Ok(RoundView.Of(round, await connection.QueryAsync<VisitCount>(new CommandDefinition(
            VisitCount.Sql, new { ids = new[] { id } }, cancellationToken: ct))));
    }

    private const string FromSql = """
        from outreach_round where (@everywhere or municipality = any(@municipalities)) and (@organisation::uuid is null or organisation_id = @organisation)
          and (@municipality::text is null or municipality = @municipality)
        """;
}
