using Nabij.Reference;

namespace Nabij.Benchmarks.Search;

/// <summary>One question, for the service and for SQL alike.</summary>
/// <param name="Municipality">CBS code, or null for the whole country.</param>
/// <param name="Filters">Chosen codes by the name of the parameter.</param>
/// <param name="Sort">As the service names it.</param>
internal sealed record Question(string? Municipality, string? Words, IReadOnlyList<KeyValuePair<string, string>> Filters, int? Age, int? MaxCost, string? Sort, int Page)
{
    public string ToAddress()
    {
        var parts = Filters.Select(f => $"{f.Key}={f.Value}").ToList();
        if (Municipality is not null) parts.Add($"municipality={Municipality}");
        if (Words is not null) parts.Add($"q={Uri.EscapeDataString(Words)}");
        if (Age is not null) parts.Add($"age={Age}");
        if (MaxCost is not null) parts.Add($"maxCost={MaxCost}");
        if (Sort is not null) parts.Add($"sort={Sort}");
        if (Page > 1) parts.Add($"page={Page}");
        return "/catalog/v1/services?" + string.Join('&', parts);
    }
}

/// <summary>
/// Questions as residents ask them: most in a municipality, about half with words, some with an error, most with one or two filters. Always the same
/// ones for the same seed.
/// </summary>
internal sealed class Questions(int seed)
{
    private static readonly string[] Words =
    [
        "wandelen", "koffie", "maatje", "rouw", "samen eten", "computer", "taal", "eenzaam", "mantelzorg", "iemand om mee te praten", "vervoer", "jongeren", "formulieren",
        "wandelgroep zuid", "boodschappen", "zingen", "biljart", "tuin", "lezen", "wandlen", "compjuter", "ik ken niemand", "bewegen op muziek", "vrijwilliger",
    ];

    private static readonly (string Name, string[] Codes)[] Filters =
    [
        ("supportType", [.. ReferenceLists.SupportTypes.Items.Select(i => i.Code)]), ("problem", [.. ReferenceLists.Problems.Items.Select(i => i.Code)]),
        ("targetGroup", [.. ReferenceLists.TargetGroups.Items.Select(i => i.Code)]), ("format", ["group", "individual", "both"]),
        ("setting", ["at-home", "out-of-home", "online", "phone"]), ("funding", ["free", "subsidised", "commercial", "unknown"]),
        ("access", ["open", "sign-up", "referral"]), ("openOn", ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]),
    ];

    private readonly Random _random = new(seed);
    private readonly RandomServices _places = new(seed, DateTime.UnixEpoch);

    public Question Next() => new(
        _random.Next(10) < 8 ? _places.Municipality() : null,
        _random.Next(2) == 0 ? Of(Words) : null,
        [.. Enumerable.Range(0, Of([0, 0, 1, 1, 1, 2, 3])).Select(_ => Of(Filters)).DistinctBy(f => f.Name)
            .SelectMany(f => Enumerable.Range(0, _random.Next(1, 3)).Select(_ => KeyValuePair.Create(f.Name, Of(f.Codes))).Distinct())],
        _random.Next(10) == 0 ? _random.Next(12, 95) : null,
        _random.Next(12) == 0 ? _random.Next(0, 15) : null,
        Of<string?>([null, null, null, null, "name", "cost", "newest", "verified"]),
        Of([1, 1, 1, 1, 1, 1, 2, 3]));

    private T Of<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];
}
