using System.Threading.RateLimiting;

namespace Nabij.Signals.Receipts;

/// <summary>
/// Slows down guessing, whoever guesses: so many attempts in all, and fewer on hashes that begin alike. It knows no address and is
/// forgotten with the process; the gateway limits per client before it.
/// </summary>
internal sealed class ReceiptLimit : IDisposable
{
    private readonly PartitionedRateLimiter<byte> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<byte, byte>(prefix => RateLimitPartition.GetTokenBucketLimiter(prefix, _ => Bucket(burst: 20, perSecond: 1))),
        PartitionedRateLimiter.Create<byte, byte>(_ => RateLimitPartition.GetTokenBucketLimiter((byte)0, _ => Bucket(burst: 300, perSecond: 20))));

    /// <summary>False: too many attempts for now.</summary>
    public bool Allows(byte[] receiptHash)
    {
        using var lease = _limiter.AttemptAcquire(receiptHash[0]);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    private static TokenBucketRateLimiterOptions Bucket(int burst, int perSecond) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
        AutoReplenishment = true,
    };
}
