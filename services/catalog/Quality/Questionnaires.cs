using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nabij.Catalog.Quality;

/// <summary>The questionnaires in <c>Data/</c>, which are built into the service. A new version is a new file.</summary>
internal static class Questionnaires
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>By key, the newest version first.</summary>
    public static IReadOnlyList<Questionnaire> All { get; } = [.. Read().OrderBy(q => q.Key, StringComparer.Ordinal).ThenByDescending(q => q.Version)];

    /// <summary>The newest version when none is asked for; null when there is none.</summary>
    public static Questionnaire? Find(string key, int? version = null) => All.FirstOrDefault(q => q.Key == key && (version ?? q.Version) == q.Version);

    private static IEnumerable<Questionnaire> Read()
    {
        var assembly = typeof(Questionnaires).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("Quality/", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            yield return JsonSerializer.Deserialize<Questionnaire>(stream, Json)!;
        }
    }
}
