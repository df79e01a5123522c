using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Logs;
using Nabij.Signals.Privacy;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Reporter;

/// <summary>The handler asks the reporter something. The reporter finds it with the receipt; who left an address gets word, without content.</summary>
internal static class AskReporter
{
    private static readonly Text Done = ("Deze melding neemt geen vragen meer aan.", "This signal takes no more questions.");
    private static readonly Text Enough = ($"Er zijn al {Dialogue.MostQuestions} vragen gesteld.", $"{Dialogue.MostQuestions} questions were asked already.");

    public static void Map(IEndpointRouteBuilder signals) => signals.MapPost("/{id:guid}/messages", HandleAsync)
        .WithName(nameof(AskReporter)).WithSummary("Ask the reporter something").WithIdempotency()
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Created<SentMessage>, ProblemHttpResult>> HandleAsync(Guid id, AskReporterRequest request, Caller caller, SignalChange change,
        KeyVault vault, TimeProvider time, CancellationToken ct)
    {
        var (work, now) = (change.Work, time.GetUtcNow());
        if (await work.LoadOwnAsync(id, caller, ct) is not { } signal) return Problem.NotFound();
        if (signal.IsRestricted) return Problem.Conflict(Refusal.Restricted, []);
        if (!signal.TakesMessages) return Problem.Conflict(Done, Transition.AllowedIn(signal.State));
        if ((await work.KindsAsync(id, ct)).Count(kind => kind == Dialogue.Question) >= Dialogue.MostQuestions) return Problem.Conflict(Enough);

        using (var keys = await vault.FindAsync(id, signal.Municipality, ct)) await work.WriteAsync(keys, Dialogue.Question, request.Text, caller.Subject, now, ct);
        await work.NotifyReporterAsync(signal, ReporterNotice.Question, now, ct);
        // Where the answer decides what to do, the signal waits for it.
        if (signal.State == State.InTriage && signal.AskReporter(now) is null) await change.StoreAsync(signal, AuditActor.Of(caller, Roles.Handler), now, ct);
        else await change.LogAsync(signal, caller, ProcessingActivity.Feedback, "ask-reporter", null, now, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, new SentMessage(Dialogue.Question, now));
    }
}

/// <param name="Text">1 to 2,000 characters. The reporter reads it: write nothing of the person that the reporter did not say.</param>
internal sealed record AskReporterRequest([property: Needed, LengthBetween(1, 2000), PersonalData("To ask what is needed to judge the worry", Whose.Both)] string Text);
