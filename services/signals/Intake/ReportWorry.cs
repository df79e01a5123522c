using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Cards;
using Nabij.Signals.RolePolicies;

namespace Nabij.Signals.Intake;

/// <summary>
/// Anyone reports a worry, without an account. Place and worry are enough. The answer holds a receipt and no id; nothing of the caller is
/// stored.
/// </summary>
internal static class ReportWorry
{
    public static void Map(IEndpointRouteBuilder intake) => intake.MapPost("/signals", HandleAsync)
        .WithName(nameof(ReportWorry)).WithSummary("Report a worry about somebody, without an account").WithIdempotency().WithMetadata(Proof.Documented)
        .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<Results<Created<ReportedWorry>, ProblemHttpResult>> HandleAsync(ReportWorryRequest request, Proof proof, Challenges challenges, IntakeLoad load,
        Reports reports, UnitOfWork work, TimeProvider time, HttpResponse response, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (request.Check(out var place, out var card) is { Count: > 0 } errors) return Problem.Invalid(errors);
        if (await work.PolicyAsync(place.Municipality, request.ReporterRole, now, ct) is { Closed: { } closed }) return Problem.Conflict(closed);
        // Who did no work takes no place of who did. What is refused for the crowd is not committed, so that its proof is good for another try.
        if (await challenges.SpendAsync(proof, work, ct) is { } unsolved) return Problem.Invalid(Proof.Header, unsolved);
        if (!load.Allows(place.Municipality))
        {
            response.Headers.RetryAfter = "60";
            return Problem.Of(StatusCodes.Status429TooManyRequests);
        }

        var (receipt, advice) = await reports.StoreAsync(request, place, card, now, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, new ReportedWorry(receipt.Reveal(), advice.Route, advice.Rule, Notice.For(card, request.Ticked)));
    }
}

/// <param name="Receipt">Shown once. With it the reporter can follow the signal.</param>
/// <param name="Route">Advice of the card: <c>none</c>, <c>light</c>, <c>not-right</c> or <c>urgent</c>. A person decides.</param>
/// <param name="Rule">Code of the card's rule that gave the advice.</param>
/// <param name="Notices">What the reporter should read now, in Dutch; a number to call stands first.</param>
internal sealed record ReportedWorry(string Receipt, string Route, string Rule, IReadOnlyList<Notice> Notices);

internal sealed record Notice(string Code, string Title, string Text, string? Phone = null)
{
    private static readonly Notice KeepReceipt = new("keep-receipt", "Bewaar deze code",
        "Met de code kunt u zien hoe het met uw melding gaat. Wij kunnen de code niet opnieuw geven.");

    private static readonly Notice WhoReads = new("who-reads", "Wie leest dit?",
        "Alleen medewerkers die in deze gemeente meldingen opvolgen. De persoon om wie het gaat kan vermoeden dat u het was, ook zonder naam.");

    public static IReadOnlyList<Notice> For(Card? card, IReadOnlyList<string> ticked) =>
        [.. card?.StopsFor(ticked).Select(s => new Notice(s.Code, s.Title, s.Text, s.Phone)) ?? [], KeepReceipt, WhoReads];
}
