using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Proposals;

internal static class GetProposal
{
    public static void Map(IEndpointRouteBuilder proposals) => proposals.MapGet("/{id:guid}", HandleAsync)
        .WithName(nameof(GetProposal)).WithSummary("Read a proposal: each field as it was and as it is wanted");

    private static async Task<Results<Ok<ProposalAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<ProposalRows.Row>(new CommandDefinition(FindSql, new { id }, cancellationToken: ct));
        if (row is null) return Problem.NotFound();
        var service = (await connection.QuerySingleAsync<ServiceRows.Row>(new CommandDefinition(ServiceRows.SelectSql, new { id = row.ServiceId }, cancellationToken: ct))).ToService();
        if (!service.MayBeChangedBy(caller)) return Problem.NotFound();
        ETag.Set(http, row.Version);
        return TypedResults.Ok(ProposalAnswer.Of(row.ToProposal(), service.Content));
    }

    private const string FindSql = $"select {ProposalRows.Columns} from proposal where id = @id";
}
