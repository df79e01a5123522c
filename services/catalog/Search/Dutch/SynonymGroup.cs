using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Search.Dutch;

/// <summary>Words that count as each other. Whoever types one of them also finds what the others find.</summary>
/// <param name="Words">Words, or phrases as people type them ("ik ken niemand").</param>
/// <param name="Also">Words that are wider, or that tell the need behind what was typed: found with <paramref name="Words"/>, and not the other way round.</param>
/// <param name="Kinds">Kinds of it ("tennis" of "sport"): found by who types one of <paramref name="Words"/>, and finding these, but not each other.</param>
internal sealed record SynonymGroup(
    [property: Needed, AtLeast(1), AtMost(60), EachOfLength(2, 60)] IReadOnlyList<string> Words,
    [property: AtMost(60), EachOfLength(2, 60)] IReadOnlyList<string>? Also = null,
    [property: AtMost(60), EachOfLength(2, 60)] IReadOnlyList<string>? Kinds = null);
