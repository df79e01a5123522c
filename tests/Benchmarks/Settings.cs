namespace Nabij.Benchmarks;

internal static class Settings
{
    public static string Get(string name) => Find(name)
        ?? throw new InvalidOperationException($"{name} is not set; run the benchmarks with ./nabij bench.");

    public static string? Find(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    public static int Get(string name, int standard) =>
        Find(name) is { } value ? int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : standard;
}
