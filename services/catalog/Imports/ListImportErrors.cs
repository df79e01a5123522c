using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Imports;

/// <param name="Line">Of the file; of HSDS the number of the service in it, from 1.</param>
/// <param name="Column">Its heading in the file; absent when it is about the whole row.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record ImportErrorAnswer(int Line, string? Column, string Problem, string Remedy);

internal static class ListImportErrors
{
    public static void Map(IEndpointRouteBuilder imports) => imports.MapGet("/{id:guid}/errors", HandleAsync)
        .WithName(nameof(ListImportErrors)).WithSummary("What is wrong in the file, by line");

    private static async Task<Results<Ok<PagedList<ImportErrorAnswer>>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct, [Between(1, 10_000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        if (await GetImport.FindAsync(connection, id, caller, ct) is null) return Problem.NotFound();
        var total = await connection.ExecuteScalarAsync<long>(new CommandDefinition("select count(*) from import_error where import_id = @id", new { id }, cancellationToken: ct));
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(ErrorsSql, new { id, pageSize, offset = Paging.Offset(page, pageSize) }, cancellationToken: ct));
        return Paging.Ok(http, [.. rows.Select(r => r.ToAnswer())], page, pageSize, total);
    }

    private sealed record Row
    {
        public int Line { get; init; }
        public string? Heading { get; init; }
        public string ProblemNl { get; init; } = "";
        public string ProblemEn { get; init; } = "";
        public string RemedyNl { get; init; } = "";
        public string RemedyEn { get; init; } = "";

        public ImportErrorAnswer ToAnswer() => new(Line, Heading, new Text(ProblemNl, ProblemEn).ToString(), new Text(RemedyNl, RemedyEn).ToString());
    }

    private const string ErrorsSql = """
        select line, heading, problem_nl, problem_en, remedy_nl, remedy_en from import_error where import_id = @id order by line, number limit @pageSize offset @offset
        """;
}
