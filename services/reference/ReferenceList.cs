using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Nabij.Reference;

/// <summary>Where a list comes from.</summary>
public sealed record ReferenceSource(string Document, string? Section = null);

/// <summary>A list with its origin, as an API can answer it.</summary>
public class ReferenceList<TItem> where TItem : ReferenceItem
{
    private readonly FrozenDictionary<string, TItem> _byCode = FrozenDictionary<string, TItem>.Empty;

    public required string Name { get; init; }

    public required string TitleNl { get; init; }

    public required string TitleEn { get; init; }

    public required ReferenceSource Source { get; init; }

    /// <summary>The day whose state the list describes.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>When the texts were worded; null when the list has labels only.</summary>
    public DateOnly? WordedAt { get; init; }

    /// <summary>The list tells facts that may have changed since <see cref="AsOf"/>: an editor checks them before use.</summary>
    public bool ReviewNeeded { get; init; }

    public int Count => Items.Length;

    public required ImmutableArray<TItem> Items
    {
        get;
        init
        {
            field = value;
            _byCode = value.ToFrozenDictionary(item => item.Code);
        }
    }

    /// <summary>Smaller lists that belong to this one, such as the groups of its items; they do not count in <see cref="Count"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ReferenceItem>>? Related { get; init; }

    /// <summary>Loose facts that belong to the list.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Facts { get; init; }

    /// <exception cref="KeyNotFoundException">The list has no such code.</exception>
    public TItem this[string code] => _byCode[code];

    public bool Contains(string code) => _byCode.ContainsKey(code);

    public bool TryGet(string code, [NotNullWhen(true)] out TItem? item) => _byCode.TryGetValue(code, out item);
}

/// <summary>Any list, with what is particular to it in <see cref="ReferenceItem.More"/>.</summary>
public sealed class ReferenceList : ReferenceList<ReferenceItem>;
