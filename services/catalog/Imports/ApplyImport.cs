using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Imports;

/// <summary>From a dry run to the real thing, with the same file and the rights of whoever applies it.</summary>
internal static class ApplyImport
{
    public static void Map(IEndpointRouteBuilder imports) => imports.MapPost("/{id:guid}/apply", HandleAsync)
        .WithName(nameof(ApplyImport)).WithSummary("Store what a dry run has shown")
        .ProducesProblem(409);

    private static async Task<Results<Accepted<ImportAnswer>, ProblemHttpResult>> HandleAsync(Guid id, Caller caller, UnitOfWork work, HttpContext http, CancellationToken ct)
    {
        var args = new { id, everywhere = caller.ActsEverywhere, mine = caller.Municipalities.ToArray() };
        if (await work.QuerySingleOrDefaultAsync<Import>($"select {Import.Columns} from import i where i.id = @id and {Import.VisibleSql} for update", args, ct) is not { } import)
            return Problem.NotFound();
        if (!import.DryRun || import.State != "done") return Problem.Conflict(StepOnService.NotNow, []);
        await work.ExecuteAsync(ForgetSql, args, ct);
        var applied = await work.QuerySingleAsync<Import>(ApplySql, args, ct);
        await work.CommitAsync(ct);
        return TypedResults.Accepted($"/catalog/v1/imports/{id}", applied.ToAnswer());
    }

    private const string ForgetSql = """
        with errors as (delete from import_error where import_id = @id)
        delete from import_hint where import_id = @id
        """;

    private const string ApplySql = $"""
        update import i
        set dry_run = false, acts_in = @mine, state = 'waiting', position = 0, created = 0, changed = 0, unchanged = 0, failed = 0, started_at = null, finished_at = null
        where id = @id
        returning {Import.Columns}
        """;
}
