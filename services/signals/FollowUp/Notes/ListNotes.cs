using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Signals.FollowUp.Notes;

internal static class ListNotes
{
    public static void Map(IEndpointRouteBuilder signals) => signals.MapGet("/{id:guid}/notes", HandleAsync)
        .WithName(nameof(ListNotes)).WithSummary("Which notes there are, without their text");

    private static async Task<Results<Ok<PagedList<NoteView>>, ProblemHttpResult>> HandleAsync(Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        if (!await connection.ShowsAsync(id, caller, ct)) return Problem.NotFound();
        var (items, total) = await connection.ReadPageAsync<NoteView>(
            "select id, kind, author, written_at", "from case_note where signal_id = @id", "order by written_at, id", new { id }, page, pageSize, ct);
        return Paging.Ok(http, items, page, pageSize, total);
    }
}
