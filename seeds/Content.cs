using System.Text.Json.Nodes;

namespace Nabij.Seeder;

/// <summary>The demo content, embedded in the program.</summary>
internal static class Content
{
    public static JsonObject Read(string name)
    {
        using var stream = typeof(Content).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"There is no {name}.");
        return JsonNode.Parse(stream)!.AsObject();
    }

    public static IReadOnlyList<JsonObject> Objects(this JsonObject parent, string name) => [.. parent[name]!.AsArray().Select(n => n!.AsObject())];

    public static string Text(this JsonObject parent, string name) => parent[name]!.GetValue<string>();

    /// <summary>A copy of a value, which may stand in another document.</summary>
    public static JsonNode? Copy(this JsonObject parent, string name) => parent[name]?.DeepClone();

    /// <summary>The opaque subject of a demo user's account.</summary>
    public static string SubjectOf(string login) =>
        Read("demo.json").Objects("people").Single(p => p.Text("login") == login).Text("sub");
}
