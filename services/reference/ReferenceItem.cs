using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nabij.Reference;

/// <summary>An entry of a list. A code never changes its meaning; a label may be improved.</summary>
public record ReferenceItem
{
    /// <summary>Kebab-case, unique within the list.</summary>
    public required string Code { get; init; }

    /// <summary>The place in the list, from 1.</summary>
    public required int Order { get; init; }

    /// <summary>In Dutch.</summary>
    public required string Label { get; init; }

    public string? LabelEn { get; init; }

    [JsonInclude, JsonExtensionData]
    internal Dictionary<string, JsonElement> Members { get; init; } = [];

    /// <summary>What this list tells beyond the members above, by its name in the JSON. Empty for a typed list, which has properties for it.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement> More => Members;
}
