using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Proposals;

/// <param name="Fields">The names of the fields that it changes.</param>
internal sealed record ListedProposal(Guid Id, Guid ServiceId, string ServiceName, string State, string[] Fields, DateTimeOffset MadeAt, DateTimeOffset? DecidedAt);

/// <summary>An editor sees those of its municipality, a provider its own.</summary>
internal static class ListProposals
{
    public static void Map(IEndpointRouteBuilder proposals) => proposals.MapGet("", HandleAsync)
        .WithName(nameof(ListProposals)).WithSummary("Changes that providers want, the oldest first");

    private static async Task<Results<Ok<PagedList<ListedProposal>>, ProblemHttpResult>> HandleAsync(
        Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [MunicipalityCode] string? municipality = null, [OneOf("open", "decided", "withdrawn")] string? state = null,
        [Between(1, 1000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        if (municipality is not null && caller.Is(Roles.Editor) && !caller.ActsIn(municipality)) return Problem.Forbidden(ServiceTexts.NotYours);
        var args = new DynamicParameters(OwnServices.Args(caller));
        args.AddDynamicParams(new { municipality, state });
        var (rows, total) = await db.ReadPageAsync<ListedProposal>(SelectSql, FromSql, OrderSql, args, page, pageSize, ct);
        return Paging.Ok(http, rows, page, pageSize, total);
    }

    private const string SelectSql = "select p.id, p.service_id, s.name as service_name, p.state, p.fields, p.made_at, p.decided_at";

    private const string FromSql = $"""
        from proposal p join service s on s.id = p.service_id
        where {OwnServices.ConditionSql}
          and (@municipality::text is null or s.municipalities @> array[@municipality::text])
          and (@state::text is null or p.state = @state)
        """;

    private const string OrderSql = "order by p.made_at, p.id";
}
