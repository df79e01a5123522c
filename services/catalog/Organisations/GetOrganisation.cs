using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Organisations;

internal static class GetOrganisation
{
    public static void Map(IEndpointRouteBuilder organisations) => organisations.MapGet("/{id:guid}", HandleAsync)
        .WithName(nameof(GetOrganisation)).WithSummary("Read an organisation")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Results<Ok<OrganisationAnswer>, ProblemHttpResult>> HandleAsync(Guid id, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var organisation = await connection.QuerySingleOrDefaultAsync<Organisation>(new CommandDefinition(GetSql, new { id }, cancellationToken: ct));
        if (organisation is null) return Problem.NotFound();
        ETag.Set(http, organisation.Version);
        return TypedResults.Ok(organisation.ToAnswer());
    }

    private const string GetSql = $"select {Organisation.Columns} from organisation where id = @id";
}
