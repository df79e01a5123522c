using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Coalition.Agreements;

/// <param name="What">A code, such as agreed or postponed.</param>
/// <param name="Who">Subject of the account, for the coordinator only.</param>
/// <param name="Detail">Codes, ids and dates, such as the former due date.</param>
internal sealed record AgreementHistoryItem(long Version, string What, string? Who, DateTimeOffset At, JsonElement Detail);

internal static class GetAgreementHistory
{
    public static void Map(IEndpointRouteBuilder agreements) => agreements.MapGet("/agreements/{id:guid}/history", HandleAsync)
        .WithName(nameof(GetAgreementHistory)).WithSummary("What happened to an agreement, oldest first");

    private static async Task<Results<Ok<PagedList<AgreementHistoryItem>>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        var (rows, total) = await db.ReadPageAsync<Row>(SelectSql, From, OrderSql, new { id, scope = caller.Scope() }, page, pageSize, ct);
        if (total == 0) return Problem.NotFound();
        return Paging.Ok(http, [.. rows.Select(r => r.ToItem(caller.Is(Roles.Coordinator)))], page, pageSize, total);
    }

    private sealed record Row
    {
        public long Version { get; init; }
        public string What { get; init; } = "";
        public string? Who { get; init; }
        public DateTimeOffset At { get; init; }
        public string Detail { get; init; } = "{}";

        public AgreementHistoryItem ToItem(bool withWho) => new(Version, What, withWho ? Who : null, At, JsonElement.Parse(Detail));
    }

    private const string From = $"""
        from history e join agreement a on a.id = e.aggregate_id join coalition c on c.id = a.coalition_id
        where e.aggregate = 'agreement' and a.id = @id and {Access.ToCoalition}
        """;

    private const string SelectSql = "select e.version, e.what, e.who, e.at, e.detail", OrderSql = "order by e.id";
}
