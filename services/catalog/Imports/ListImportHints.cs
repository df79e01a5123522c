using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Duplicates;
using Nabij.Catalog.Services;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Imports;

/// <param name="Line">Of the new service in the file.</param>
/// <param name="ServiceId">The one that it may be.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Reasons">What is shared, the heaviest first.</param>
internal sealed record ImportHintAnswer(int Line, Guid ServiceId, string Name, ServiceState State, double Score, IReadOnlyList<SharedFact> Reasons);

internal static class ListImportHints
{
    public static void Map(IEndpointRouteBuilder imports) => imports.MapGet("/{id:guid}/duplicates", HandleAsync)
        .WithName(nameof(ListImportHints)).WithSummary("New services that may stand in the catalogue already; nothing is merged");

    private static async Task<Results<Ok<PagedList<ImportHintAnswer>>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct, [Between(1, 1000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        if (await GetImport.FindAsync(connection, id, caller, ct) is not { } import) return Problem.NotFound();
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(HintsSql, new { id, pageSize, offset = Paging.Offset(page, pageSize) }, cancellationToken: ct));
        return Paging.Ok(http, [.. rows.Select(r => r.ToAnswer())], page, pageSize, import.Hints);
    }

    private sealed record Row
    {
        public int Line { get; init; }
        public Guid ServiceId { get; init; }
        public string Name { get; init; } = "";
        public string State { get; init; } = "";
        public float Score { get; init; }
        public string[] Reasons { get; init; } = [];

        public ImportHintAnswer ToAnswer() => new(Line, ServiceId, Name, ServiceRows.StateOf(State), Math.Round(Score, 2), [.. Reasons.Select(Enum.Parse<SharedFact>)]);
    }

    private const string HintsSql = """
        select h.line, h.service_id, s.name, s.state, h.score, h.reasons
        from import_hint h
        join service s on s.id = h.service_id
        where h.import_id = @id
        order by h.score desc, h.line, h.service_id
        limit @pageSize offset @offset
        """;
}
