using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Signals.FollowUp.Notes;

internal static class ListNotes
{
    public static void Map(IEndpointRouteBuilder signals) => signals.MapGet("/{id:guid}/notes", HandleAsync)
        .WithName(nameof(ListNotes)).WithSummary("Which notes there are, without their text");

    private static Task<Results<Ok<PagedList<NoteView>>, ProblemHttpResult>> HandleAsync(Guid id, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20) => db.ListOfSignalAsync<NoteView>(
        http, id, "select id, kind, author, written_at", "from case_note where signal_id = @id", "order by written_at, id", page, pageSize, ct);
}
