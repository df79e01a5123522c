using Nabij.Catalog.Search.Dutch;

namespace Nabij.Catalog.Search.Index;

/// <summary>What begins as somebody types.</summary>
internal static class Suggesting
{
    private const int Looked = 5_000;

    /// <summary>Services with a word in their name that begins so; names that begin so first.</summary>
    /// <param name="typed">As <see cref="DutchAnalyzer.Normalize"/> gives it; the last word may be unfinished.</param>
    public static IReadOnlyList<(Guid Id, string Name)> SuggestServices(this Snapshot snapshot, string typed, string? municipality, int count)
    {
        var prefix = typed[(typed.LastIndexOf(' ') + 1)..];
        var found = new List<(Guid Id, string Name, bool Begins, bool National)>();
        foreach (var part in snapshot.Parts)
        {
            var (words, ordinals, _) = part.Segment.Vocabulary;
            var inScope = part.ScopeOf(municipality);
            var first = Array.BinarySearch(words, prefix, StringComparer.Ordinal);
            for (var word = first < 0 ? ~first : first; word < words.Length && words[word].StartsWith(prefix, StringComparison.Ordinal); word++)
            {
                foreach (var ordinal in ordinals[word].Take(Looked))
                {
                    if (!inScope(ordinal)) continue;
                    var name = DutchAnalyzer.Normalize(part.Segment.Names[ordinal]);
                    if (name.Contains(typed, StringComparison.Ordinal))
                        found.Add((part.Segment.Ids[ordinal], part.Segment.Names[ordinal], name.StartsWith(typed, StringComparison.Ordinal), Bits.Has(part.Segment.National, ordinal)));
                }

                if (found.Count > Looked) break;
            }
        }

        return [.. found.DistinctBy(f => f.Id).OrderByDescending(f => f.Begins).ThenBy(f => f.National).ThenBy(f => f.Name, StringComparer.Ordinal).ThenBy(f => f.Id)
            .Take(count).Select(f => (f.Id, f.Name))];
    }

    /// <summary>Organisations with services in scope of which a word of the name begins so, with the number of these services.</summary>
    public static IReadOnlyList<(Guid Id, string Name, int Services)> SuggestOrganisations(this Snapshot snapshot, string typed, string? municipality, int count)
    {
        var found =
            from part in snapshot.Parts
            let inScope = part.ScopeOf(municipality)
            from organisation in part.Segment.Organisations
            where Begins(DutchAnalyzer.Normalize(organisation.Name), typed)
            let services = organisation.Ordinals.Count(o => inScope(o))
            where services > 0
            group services by (organisation.Id, organisation.Name) into same
            select (same.Key.Id, same.Key.Name, Services: same.Sum());
        return [.. found.OrderByDescending(o => o.Services).ThenBy(o => o.Name, StringComparer.Ordinal).Take(count)];
    }

    /// <summary>Whether a word of the text begins so.</summary>
    public static bool Begins(string text, string typed) =>
        text.StartsWith(typed, StringComparison.Ordinal) || text.Contains(" " + typed, StringComparison.Ordinal);
}
