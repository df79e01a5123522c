using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Logs;
using Nabij.Signals.Receipts;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Reporter;

/// <summary>
/// The reporter takes the report back, as long as nobody has begun with it. The keys are destroyed first: whoever dies after that leaves a
/// signal that says nothing, and the reporter can ask again.
/// </summary>
internal static class WithdrawSignal
{
    private static readonly Text Begun = (
        "Wij zijn al met uw melding begonnen. U kunt haar niet meer intrekken, wel uw eigen gegevens laten verwijderen.",
        "We have begun with your report. You cannot withdraw it any more, but you can have your own details removed.");

    /// <summary>Hashes of receipts have 32 bytes: no code has a hash of this length.</summary>
    private const int DeadReceiptSize = 16;

    public static void Map(IEndpointRouteBuilder reporter) => reporter.MapDelete("/signal", HandleAsync)
        .WithName(nameof(WithdrawSignal)).WithSummary("Take the report back, while nobody has begun with it")
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(ReceiptSession session, KeyVault vault, ProcessingLog processing, UnitOfWork work,
        TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await work.LoadForReporterAsync(session, now, ct) is not { } signal) return Problem.Of(StatusCodes.Status401Unauthorized, ReporterEndpoints.NoSession);
        if (signal.State != State.Received) return Problem.Conflict(Begun);

        using var keys = await vault.FindAsync(signal.Id, signal.Municipality, ct);
        await processing.WriteAsync(work, ProcessingActivity.Receive, signal.Municipality, now, keys, [KeyOwner.Subject, KeyOwner.Reporter], ct);
        await vault.DestroyAsync([signal.Id], ct);
        await work.ExecuteAsync(WithdrawSql, new { signal.Id, now, dead = RandomNumberGenerator.GetBytes(DeadReceiptSize) }, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    // The spine stays, for statistics count by it.
    private const string WithdrawSql = """
        update signal set state = 'erased', state_since = @now, outcome = 'withdrawn', receipt_hash = @dead, about_whom = null, has_address = false, wants_feedback = false,
               version = version + 1
        where id = @Id;
        insert into signal_transition (signal_id, version, name, from_state, to_state, reason, at, actor)
        select id, version, 'withdraw', 'received', 'erased', null, @now, 'reporter' from signal where id = @Id;
        delete from receipt_session where signal_id = @Id;
        delete from recipient where signal_id = @Id;
        delete from message where signal_id = @Id;
        delete from signal_record where signal_id = @Id;
        """;
}
