using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Notifications.Subscriptions;

/// <summary>
/// One filter in the dialects of the CloudEvents Subscriptions API: <c>exact</c>, <c>prefix</c>, <c>suffix</c>, <c>all</c>, <c>any</c>, <c>not</c>, on attributes of the event and on
/// <c>municipality</c>. An unknown dialect is refused by the reader of the JSON, for it is an unknown member.
/// An attribute that an event does not have leaves the outcome open, also under <c>not</c>, and what is open does not pass.
/// </summary>
internal sealed record EventFilter
{
    private const int DeepestNesting = 4;
    private const int LongestValue = 500;

    /// <summary>All filters of one subscription together.</summary>
    private const int MostParts = 50;

    private static readonly string[] Attributes =
        ["id", "source", "specversion", "type", "time", "datacontenttype", "dataref", "traceparent", "sequence", "municipality"];

    /// <summary>Each attribute has exactly this value.</summary>
    public Dictionary<string, string>? Exact { get; init; }

    /// <summary>Each attribute begins with this value.</summary>
    public Dictionary<string, string>? Prefix { get; init; }

    /// <summary>Each attribute ends with this value.</summary>
    public Dictionary<string, string>? Suffix { get; init; }

    /// <summary>All of these pass.</summary>
    [AtMost(MostParts)]
    public IReadOnlyList<EventFilter>? All { get; init; }

    /// <summary>At least one of these passes.</summary>
    [AtMost(MostParts)]
    public IReadOnlyList<EventFilter>? Any { get; init; }

    /// <summary>This one does not pass.</summary>
    public EventFilter? Not { get; init; }

    public bool Passes(Func<string, string?> attribute) => Judge(attribute) == true;

    /// <summary>What is wrong with these filters, by path; empty when nothing is.</summary>
    public static Dictionary<string, string[]> Check(IReadOnlyList<EventFilter?> filters, string path)
    {
        var (errors, parts) = (new Dictionary<string, string[]>(), 0);
        for (var i = 0; i < filters.Count; i++) Check(filters[i], $"{path}[{i}]", 1, errors, ref parts);
        if (parts > MostParts) errors[path] = [new Text($"Gebruik ten hoogste {MostParts} voorwaarden.", $"Use at most {MostParts} conditions.").ToString()];
        return errors;
    }

    private bool? Judge(Func<string, string?> attribute)
    {
        if (Exact is not null) return Each(Exact, attribute, static (has, wanted) => has == wanted);
        if (Prefix is not null) return Each(Prefix, attribute, static (has, wanted) => has.StartsWith(wanted, StringComparison.Ordinal));
        if (Suffix is not null) return Each(Suffix, attribute, static (has, wanted) => has.EndsWith(wanted, StringComparison.Ordinal));
        if (All is not null) return And(All.Select(f => f.Judge(attribute)));
        if (Any is not null) return !And(Any.Select(f => !f.Judge(attribute)));
        return !Not?.Judge(attribute);
    }

    private static bool? Each(Dictionary<string, string> wanted, Func<string, string?> attribute, Func<string, string, bool> test) =>
        And(wanted.Select(w => attribute(w.Key) is { } has ? test(has, w.Value) : (bool?)null));

    /// <summary>False when one is false, else open when one is open, else true.</summary>
    private static bool? And(IEnumerable<bool?> parts)
    {
        bool? all = true;
        foreach (var part in parts)
        {
            if (part == false) return false;
            if (part is null) all = null;
        }

        return all;
    }

    private static void Check(EventFilter? filter, string path, int depth, Dictionary<string, string[]> errors, ref int parts)
    {
        parts++;
        if (filter is null || filter.Dialects != 1)
        {
            errors[path] = [new Text("Gebruik één van exact, prefix, suffix, all, any en not.", "Use one of exact, prefix, suffix, all, any and not.").ToString()];
            return;
        }

        if (depth > DeepestNesting)
        {
            errors[path] = [new Text($"Nest ten hoogste {DeepestNesting} diep.", $"Nest at most {DeepestNesting} deep.").ToString()];
            return;
        }

        if ((filter.Exact ?? filter.Prefix ?? filter.Suffix) is { } attributes)
        {
            parts += attributes.Count;
            if (attributes.Count == 0 || !attributes.Keys.All(Attributes.Contains))
                errors[path] = [new Text($"Kies uit: {string.Join(", ", Attributes)}.", $"Choose from: {string.Join(", ", Attributes)}.").ToString()];
            else if (attributes.Values.Any(v => v is not { Length: > 0 and <= LongestValue }))
                errors[path] = [new Text($"Gebruik 1 tot {LongestValue} tekens.", $"Use 1 to {LongestValue} characters.").ToString()];
            return;
        }

        var inner = filter.All ?? filter.Any ?? [filter.Not!];
        if (inner.Count == 0) errors[path] = [new Text("Geef ten minste één filter.", "Give at least one filter.").ToString()];
        foreach (var one in inner.Take(MostParts)) Check(one, path, depth + 1, errors, ref parts);
        parts += Math.Max(0, inner.Count - MostParts);
    }

    private int Dialects => new object?[] { Exact, Prefix, Suffix, All, Any, Not }.Count(d => d is not null);
}
