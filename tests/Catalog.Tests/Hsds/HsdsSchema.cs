using System.Collections.Concurrent;
using System.Text.Json;
using NJsonSchema;

namespace Catalog.Tests.Hsds;

/// <summary>The schemas that the standard publishes.</summary>
internal static class HsdsSchema
{
    private static readonly ConcurrentDictionary<string, Task<JsonSchema>> Known = new();

    /// <param name="schema">The name of a file, without its extension.</param>
    public static async Task AssertValidAsync(string schema, JsonElement value)
    {
        var known = await Known.GetOrAdd(schema, name => JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Hsds", "Schemas", $"{name}.json")));
        var faults = known.Validate(value.GetRawText());
        Assert.True(faults.Count == 0, $"{schema}: {string.Join("; ", faults.Select(f => $"{f.Path} {f.Kind}"))} in {value.GetRawText()}");
    }
}
