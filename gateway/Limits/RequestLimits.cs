using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Yarp.ReverseProxy.Model;

namespace Nabij.Gateway.Limits;

/// <summary>So many requests in a window.</summary>
internal sealed record Limit
{
    public int Permits { get; init; }
    public TimeSpan Window { get; init; }
}

/// <summary>Section <c>Limits</c>. Reads that need no token, signed-in callers, portals, the two doors of the signal desk, and corrections to the catalogue.</summary>
internal sealed record LimitOptions
{
    public bool Enabled { get; init; } = true;
    public Limit Anonymous { get; init; } = new();
    public Limit SignedIn { get; init; } = new();
    public Limit Portal { get; init; } = new();
    public Limit Intake { get; init; } = new();
    public Limit Receipts { get; init; } = new();
    public Limit Corrections { get; init; } = new();
}

/// <summary>
/// Limits per token, and for an anonymous caller per bucket: a keyed hash of its network, under a key that lives in memory for a day. No
/// address is stored or logged. The counts are per replica. A route asks for its own limit with the metadata <c>Limit</c>.
/// </summary>
internal sealed class RequestLimits(LimitOptions options, TimeProvider clock) : IDisposable
{
    private readonly PartitionedRateLimiter<(string Bucket, Limit Limit)> _limiter = PartitionedRateLimiter.Create<(string Bucket, Limit Limit), string>(
        caller => RateLimitPartition.GetSlidingWindowLimiter(caller.Bucket, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = caller.Limit.Permits,
            Window = caller.Limit.Window,
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        }));
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    public async Task LimitAsync(HttpContext context, RequestDelegate next)
    {
        if (!options.Enabled || context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is not { } route)
        {
            await next(context);
            return;
        }

        var caller = Judge(context, route.Config.Metadata?.GetValueOrDefault("Limit"));
        using var lease = _limiter.AttemptAcquire(caller);
        var headers = context.Response.Headers;
        headers["RateLimit-Limit"] = Number(caller.Limit.Permits);
        headers["RateLimit-Remaining"] = Number(_limiter.GetStatistics(caller)?.CurrentAvailablePermits ?? 0);
        headers["RateLimit-Reset"] = Number((long)Math.Ceiling(caller.Limit.Window.TotalSeconds / 6));
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        headers.RetryAfter = headers["RateLimit-Reset"];
        await Problem.Of(StatusCodes.Status429TooManyRequests).ExecuteAsync(context);
    }

    private (string Bucket, Limit Limit) Judge(HttpContext context, string? door)
    {
        var caller = Caller.Of(context.User);
        // A portal speaks for many residents: its own limit holds at the doors too.
        if (caller.Is(Roles.Portal)) return ("token " + caller.Subject, options.Portal);
        if (door is "intake") return ("intake " + BucketOf(context), options.Intake);
        if (door is "receipts") return ("receipts " + BucketOf(context), options.Receipts);
        if (door is "corrections") return ("corrections " + BucketOf(context), options.Corrections);
        return caller.Subject is null ? ("anonymous " + BucketOf(context), options.Anonymous) : ("token " + caller.Subject, options.SignedIn);
    }

    private string BucketOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var network = address.GetAddressBytes()[..(address.AddressFamily == AddressFamily.InterNetworkV6 ? 8 : 4)];
        var today = BitConverter.GetBytes(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).DayNumber);
        byte[] bucket = [.. today, .. network];
        return Convert.ToHexString(HMACSHA256.HashData(_secret, bucket), 0, 12);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public void Dispose() => _limiter.Dispose();
}

internal static class RequestLimitsSetup
{
    public static void AddRequestLimits(this WebApplicationBuilder builder) => builder.Services
        .AddSingleton(builder.Configuration.GetSection("Limits").Get<LimitOptions>() ?? new LimitOptions())
        .AddSingleton<RequestLimits>();

    public static void UseRequestLimits(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<RequestLimits>();
        app.Use(next => context => limits.LimitAsync(context, next));
    }
}
