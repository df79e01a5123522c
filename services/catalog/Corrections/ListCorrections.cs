using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Corrections;

/// <summary>An editor sees those of its municipality, a provider those of its organisation.</summary>
internal static class ListCorrections
{
    public static void Map(IEndpointRouteBuilder corrections) => corrections.MapGet("", HandleAsync)
        .WithName(nameof(ListCorrections)).WithSummary("Corrections, those to flagged services first, then the oldest");

    private static async Task<Results<Ok<PagedList<CorrectionAnswer>>, ProblemHttpResult>> HandleAsync(
        Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [MunicipalityCode] string? municipality = null, [OneOf("open", "accepted", "rejected")] string? state = null,
        [Between(1, 1000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        if (municipality is not null && caller.Is(Roles.Editor) && !caller.ActsIn(municipality)) return Problem.Forbidden(ServiceTexts.NotYours);
        var args = new DynamicParameters(OwnServices.Args(caller));
        args.AddDynamicParams(new { municipality, state });
        var (rows, total) = await db.ReadPageAsync<CorrectionRow>(CorrectionRow.ColumnsSql, FromSql, OrderSql, args, page, pageSize, ct);
        return Paging.Ok(http, [.. rows.Select(r => r.ToAnswer())], page, pageSize, total);
    }

    private const string FromSql = $"""
        {CorrectionRow.FromSql}
        where {OwnServices.ConditionSql}
          and (@municipality::text is null or s.municipalities @> array[@municipality::text])
          and (@state::text is null or c.state = @state)
        """;

    private const string OrderSql = "order by s.flagged desc, c.received_at, c.id";
}
