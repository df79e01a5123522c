using System.Text.Json;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Signals.Cards;

/// <summary>All versions of all cards; they travel inside the assembly.</summary>
internal static class CardLibrary
{
    private static readonly JsonSerializerOptions Json = JsonRules.Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    private static readonly List<Card> All = [.. Load().OrderBy(c => c.Key, StringComparer.Ordinal).ThenByDescending(c => Version.Parse(c.Version))];

    /// <summary>The newest version of each card.</summary>
    public static IReadOnlyList<Card> Current { get; } = [.. All.DistinctBy(c => c.Key)];

    public static Card? Find(string key, string? version = null) => All.Find(c => c.Key == key && (version is null || c.Version == version));

    private static IEnumerable<Card> Load()
    {
        var assembly = typeof(CardLibrary).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("Cards/", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            yield return JsonSerializer.Deserialize<Card>(stream, Json)!;
        }
    }
}
