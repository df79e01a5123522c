using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Logs;

namespace Nabij.Signals.Referrals;

/// <summary>
/// What a provider says of a referral is a step of its signal: the same table, logs and transaction as a handler's. The provider never sees the
/// signal, and its version is the referral's own.
/// </summary>
internal sealed class ReferralChange(SignalChange change, TimeProvider time)
{
    private static readonly Text Over = ("Deze verwijzing is voorbij.", "This referral is over.");

    public async Task<Results<Ok<ReferralItem>, ProblemHttpResult>> MakeAsync(HttpContext http, Guid id, Func<Signal, DateTimeOffset, Refusal?> step, CancellationToken ct)
    {
        var (work, caller, now) = (change.Work, Caller.Of(http.User), time.GetUtcNow());
        var own = ReferralItem.Own(id, caller);
        if (await work.QuerySingleOrDefaultAsync<Guid?>(SignalSql, own, ct) is not { } of) return Problem.NotFound();
        // Locks the signal, so that what is read of the referral after it stays so.
        var signal = (await work.LoadForChangeAsync(of, ct))!;
        if (await work.QuerySingleOrDefaultAsync<ReferralItem>(ReferralItem.FindSql, own, ct) is not { } referral) return Problem.NotFound();
        if (!new IfMatch(http.Request.Headers.IfMatch.ToString()).Allows(referral.Version)) return Problem.PreconditionFailed();
        if (signal.OpenReferral?.Id != id) return Problem.Conflict(Over, []);
        if (step(signal, now) is { } refusal) return Problem.Conflict(refusal.Detail, refusal.Allowed.Select(name => name[..name.IndexOf('-', StringComparison.Ordinal)]));

        await change.StoreAsync(signal, AuditActor.Of(caller, Roles.Provider), now, ct);
        var changed = await work.QuerySingleAsync<ReferralItem>(ReferralItem.FindSql, own, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, changed.Version);
        return TypedResults.Ok(changed);
    }

    private const string SignalSql = $"select s.id from referral r join signal s on s.id = r.signal_id where r.id = @id and {ReferralItem.OwnSql}";
}
