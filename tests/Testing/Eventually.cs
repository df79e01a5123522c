using Xunit;

namespace Nabij.Testing;

/// <summary>Waits for a condition, with a bound.</summary>
public static class Eventually
{
    /// <summary>Waits until the check passes; after the bound (default 30 s) it says what was seen last.</summary>
    public static Task TrueAsync(Func<Task<bool>> check, Func<Task<string>>? seen = null, int seconds = 30) =>
        GetAsync(async () => await check() ? (object?)true : null, seen, seconds);

    /// <summary>Waits until there is a value, and returns it.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> get, Func<Task<string>>? seen = null, int seconds = 30) where T : class
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            if (await get() is { } value) return value;
            if (bound.IsCancellationRequested) Assert.Fail($"Not within {seconds} s. {(seen is null ? "" : "Seen: " + await seen())}");
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
