using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Logs;
using Nabij.Signals.Privacy;
using Nabij.Signals.Vault;

namespace Nabij.Signals.FollowUp.Notes;

/// <summary>Sets down what was said or done, sealed under the key of the case. It is read by opening the signal, and by no other way.</summary>
internal static class WriteNote
{
    /// <summary>For one signal.</summary>
    private const int Most = 100;

    private static readonly Text Enough = ($"Er staan al {Most} notities bij deze melding.", $"There are {Most} notes with this signal already.");

    public static void Map(IEndpointRouteBuilder signals) => signals.MapPost("/{id:guid}/notes", HandleAsync)
        .WithName(nameof(WriteNote)).WithSummary("Write a note, which is sealed").WithIdempotency()
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Created<NoteView>, ProblemHttpResult>> HandleAsync(Guid id, WriteNoteRequest request, Caller caller, SignalChange change, KeyVault vault,
        TimeProvider time, CancellationToken ct)
    {
        var (work, now) = (change.Work, time.GetUtcNow());
        if (await work.LoadOwnAsync(id, caller, ct) is not { } signal) return Problem.NotFound();
        if (signal.IsRestricted) return Problem.Conflict(Refusal.Restricted, []);
        if (signal.State == State.Erased) return Problem.Conflict(Refusal.Erased, []);
        if (await work.QuerySingleAsync<long>(CountSql, new { id }, ct) >= Most) return Problem.Conflict(Enough);

        var note = new NoteView(Guid.CreateVersion7(), request.Kind, caller.Subject ?? "", now);
        using (var keys = await vault.FindAsync(id, signal.Municipality, ct))
        {
            var text = keys.Seal(KeyOwner.Case, SealedField.Note(note.Id), request.Text).Bytes;
            await work.ExecuteAsync(InsertSql, new { note.Id, signal = id, note.Kind, text, note.Author, note.WrittenAt }, ct);
        }

        await change.LogAsync(signal, caller, ProcessingActivity.Guide, "write-note", request.Kind, now, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, note);
    }

    private const string CountSql = "select count(*) from case_note where signal_id = @id";

    private const string InsertSql = "insert into case_note (id, signal_id, kind, text, author, written_at) values (@Id, @signal, @Kind, @text, @Author, @WrittenAt)";
}

/// <param name="Text">1 to 4,000 characters.</param>
internal sealed record WriteNoteRequest(
    [property: Needed, OneOf("triage", "conversation", "agreement", "other")] string Kind,
    [property: Needed, LengthBetween(1, 4000), PersonalData("To go on where a colleague left off", Whose.Subject)] string Text);

/// <summary>That there is a note; its text is sealed.</summary>
/// <param name="Author">The token's subject of who wrote it: opaque.</param>
internal sealed record NoteView(Guid Id, string Kind, string Author, DateTimeOffset WrittenAt);
