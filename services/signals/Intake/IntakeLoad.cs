using System.Numerics;
using System.Threading.RateLimiting;

namespace Nabij.Signals.Intake;

/// <summary>
/// How busy the intake is, in the memory of this process: it knows municipalities and counts, and no caller. It says how hard a challenge must be, and
/// when a municipality, or the whole, has had enough for now.
/// </summary>
internal sealed class IntakeLoad(IntakeOptions options, TimeProvider time) : IDisposable
{
    /// <summary>So many bits are added at most: 64 times the work.</summary>
    public const int MostExtra = 6;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<string, string>(municipality => Partition(municipality, options.PerMunicipality)),
        PartitionedRateLimiter.Create<string, string>(_ => Partition("", options.InAll)));

    private readonly Lock _lock = new();
    private long _minute;
    private int _now, _before;

    /// <summary>Bits that the hash of a solved challenge begins with.</summary>
    public int Difficulty => DifficultyAt(options.Difficulty, PerMinute(), options.NormalPerMinute);

    /// <summary>False: so many reports came in that this one must wait.</summary>
    public bool Allows(string municipality)
    {
        using var lease = _limiter.AttemptAcquire(municipality);
        if (lease.IsAcquired) PerMinute(add: 1);
        return lease.IsAcquired;
    }

    public static int DifficultyAt(int calm, int perMinute, int normal) =>
        calm + (perMinute <= normal ? 0 : Math.Min(MostExtra, BitOperations.Log2((uint)(perMinute / normal))));

    public void Dispose() => _limiter.Dispose();

    /// <summary>Of the last two whole or begun minutes the busier one.</summary>
    private int PerMinute(int add = 0)
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        lock (_lock)
        {
            if (minute != _minute) (_before, _now, _minute) = (minute == _minute + 1 ? _now : 0, 0, minute);
            _now += add;
            return Math.Max(_now, _before);
        }
    }

    private static RateLimitPartition<string> Partition(string key, int perMinute) => perMinute == 0
        ? RateLimitPartition.GetNoLimiter(key)
        : RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = Math.Max(1, perMinute / 60),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
            AutoReplenishment = true,
        });
}
