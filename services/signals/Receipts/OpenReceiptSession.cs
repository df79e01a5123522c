using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Privacy;

namespace Nabij.Signals.Receipts;

/// <summary>
/// Exchanges a receipt for a short session, so that the code travels once and never in an address. A wrong code, a code of the wrong form and a code
/// of an erased signal take the same steps and get the same answer.
/// </summary>
internal static class OpenReceiptSession
{
    private static readonly Text Unknown = ("Met deze code vinden wij geen melding. Kijk of u de code goed hebt overgenomen.", "We find no report with this code. Check that you copied it well.");

    public static void Map(IEndpointRouteBuilder reporter) => reporter.MapPost("/receipts/session", HandleAsync)
        .WithName(nameof(OpenReceiptSession)).WithSummary("Exchange a receipt for a session of 15 minutes")
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<Results<Ok<ReceiptSessionAnswer>, ProblemHttpResult>> HandleAsync(OpenReceiptSessionRequest request, ReceiptKeys keys, ReceiptLimit limit,
        UnitOfWork work, TimeProvider time, HttpResponse response, CancellationToken ct)
    {
        var hash = await keys.HashAsync(Receipt.Read(request.Receipt), ct);
        if (!limit.Allows(hash))
        {
            response.Headers.RetryAfter = "5";
            return Problem.Of(StatusCodes.Status429TooManyRequests);
        }

        var session = ReceiptSession.New();
        var now = time.GetUtcNow();
        var expiresAt = now + ReceiptSession.Lifetime;
        var opened = await work.ExecuteAsync(OpenSql, new { hash, token = session.Hash, expiresAt, now }, ct);
        await work.CommitAsync(ct);
        return opened == 0 ? Problem.Of(StatusCodes.Status404NotFound, Unknown) : TypedResults.Ok(new ReceiptSessionAnswer(session.Token, expiresAt));
    }

    private const string OpenSql = """
        with ended as (delete from receipt_session where expires_at <= @now)
        insert into receipt_session (token_hash, signal_id, expires_at)
        select @token, id, @expiresAt from signal where receipt_hash = @hash and state <> 'erased'
        """;
}

/// <param name="Receipt">The code; capitals, spaces and dashes do not matter.</param>
internal sealed record OpenReceiptSessionRequest([property: Needed, LengthBetween(1, 40), PersonalData("Finds the reporter's own signal; only a keyed hash is kept", Whose.Reporter)] string Receipt);

/// <param name="Session">Send it in the header <c>Receipt-Session</c>.</param>
internal sealed record ReceiptSessionAnswer(string Session, DateTimeOffset ExpiresAt);
