using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Logs;

namespace Nabij.Signals.FollowUp;

/// <summary>Sets down that contact was tried, and whether it came about. No text: what was said belongs in a sealed note.</summary>
internal static class RecordContactAttempt
{
    private static readonly Text TooEarly = ("Plan eerst het contact: daarbij hoort een wettelijke grondslag.", "Plan the contact first: it needs a legal basis.");

    private static readonly Text NoContact = (
        "De persoon heeft de toestemming ingetrokken. Zoek geen contact, tenzij de persoon u opnieuw toestemming geeft.",
        "The person took consent back. Seek no contact, unless the person gives you consent again.");

    public static void Map(IEndpointRouteBuilder signals) => signals.MapPost("/{id:guid}/contact-attempts", HandleAsync)
        .WithName(nameof(RecordContactAttempt)).WithSummary("Record an attempt to reach the person").WithIdempotency()
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Created<AttemptView>, ProblemHttpResult>> HandleAsync(Guid id, RecordContactAttemptRequest request, Caller caller, SignalChange change,
        TimeProvider time, CancellationToken ct)
    {
        var (work, now) = (change.Work, time.GetUtcNow());
        if (await work.LoadOwnAsync(id, caller, ct) is not { } signal) return Problem.NotFound();
        if (signal.IsRestricted) return Problem.Conflict(Refusal.Restricted, []);
        if (!signal.AllowsContact) return Problem.Conflict(TooEarly, Transition.AllowedIn(signal.State));
        if (signal.RefusesContact) return Problem.Conflict(NoContact, Transition.AllowedIn(signal.State));

        var attempt = new AttemptView(Guid.CreateVersion7(), request.Medium, request.Result, now);
        await work.ExecuteAsync(InsertSql, new { attempt.Id, signal = id, attempt.Medium, attempt.Result, attempt.At, actor = caller.Subject }, ct);
        await change.LogAsync(signal, caller, ProcessingActivity.Contact, "contact-attempt", request.Result, now, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, attempt);
    }

    // The first attempt meets the term.
    private const string InsertSql = """
        insert into contact_attempt (id, signal_id, medium, result, at, actor) values (@Id, @signal, @Medium, @Result, @At, @actor);
        update signal set due_at = null where id = @signal and state = 'contact-planned';
        """;
}

internal sealed record RecordContactAttemptRequest(
    [property: Needed, OneOf("phone", "visit", "letter", "message")] string Medium,
    [property: Needed, OneOf("reached", "no-answer", "declined", "wrong-person")] string Result);
