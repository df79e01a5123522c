using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Nabij.Reference;

/// <param name="Code">CBS code, such as <c>GM0344</c>.</param>
/// <param name="Name">As people say it: Den Haag.</param>
/// <param name="OfficialName">As CBS writes it: 's-Gravenhage.</param>
/// <param name="Population">On 1 January 2022.</param>
/// <param name="Neighbours">Codes of municipalities that share a border on land or on inland water; a short border may be missing.</param>
/// <param name="ValidFrom">The first day for which we know it; it may be older.</param>
/// <param name="ValidTo">The first day on which it no longer exists, or is planned to.</param>
/// <param name="Successor">Code of the municipality that it goes into on <paramref name="ValidTo"/>.</param>
/// <param name="EndIsCertain">False while <paramref name="ValidTo"/> is a plan; null without one.</param>
public sealed record Municipality(
    string Code, string Name, string OfficialName, string ProvinceCode, string Province, string SafetyRegionCode, string SafetyRegion,
    int Population, GeoPoint Centroid, DateOnly ValidFrom, DateOnly? ValidTo, string? Successor, bool? EndIsCertain,
    ImmutableArray<string> Neighbours)
{
    /// <summary>A plan to merge ends nothing: the municipality stays valid until the end is certain.</summary>
    public bool IsValidOn(DateOnly date) => ValidFrom <= date && !(EndIsCertain == true && ValidTo <= date);
}

/// <summary>The municipalities of the Netherlands.</summary>
public static class Municipalities
{
    private static FrozenDictionary<string, Municipality> ByCode => field ??= All.ToFrozenDictionary(m => m.Code);

    private static FrozenDictionary<string, Municipality> ByName => field ??= All
        .SelectMany(m => new[] { m.Name, m.OfficialName }.Select(Fold).Distinct().Select(name => (name, m)))
        .ToFrozenDictionary(pair => pair.name, pair => pair.m);

    public static ReferenceSource Source { get; } = new("CBS / Kadaster, CC BY 4.0 (Bron: CBS)", "gemeentelijke indeling, inwoners op 1 januari 2022");

    /// <summary>The day whose division of the country this is.</summary>
    public static DateOnly AsOf { get; } = new(2023, 1, 1);

    /// <summary>Ordered by code.</summary>
    public static IReadOnlyList<Municipality> All => field ??= [.. EmbeddedData.Rows("municipalities.csv").Select(Parse)];

    public static bool TryGet(string code, [NotNullWhen(true)] out Municipality? municipality) =>
        ByCode.TryGetValue(code, out municipality);

    /// <summary>By its everyday or official name, whole; case, accents and punctuation do not matter.</summary>
    public static Municipality? Find(string name) => ByName.GetValueOrDefault(Fold(name));

    /// <param name="page">From 1.</param>
    /// <param name="pageSize">1..100.</param>
    /// <param name="name">Part of the everyday or official name; null or empty for all.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="page"/> or <paramref name="pageSize"/> is out of range.</exception>
    public static ReferencePage<Municipality> Page(int page, int pageSize, string? name = null)
    {
        var part = Fold(name ?? "");
        return ReferencePage<Municipality>.Of(
            part == "" ? All : [.. All.Where(m => Fold(m.Name).Contains(part) || Fold(m.OfficialName).Contains(part))],
            page, pageSize, Source, AsOf);
    }

    // What is no character (U+FFFE) cannot be normalised, and is in no name.
    private static string Fold(string name) => string.Concat(string.Concat(name
            .Where(c => char.GetUnicodeCategory(c) is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate)))
        .Normalize(NormalizationForm.FormD)
        .Where(char.IsLetterOrDigit)
        .Select(char.ToLowerInvariant));

    private static Municipality Parse(string[] row) => new(
        Code: row[0], Name: row[1], OfficialName: row[2], ProvinceCode: row[3], Province: row[4], SafetyRegionCode: row[5], SafetyRegion: row[6],
        Population: int.Parse(row[7], CultureInfo.InvariantCulture),
        Centroid: new(double.Parse(row[8], CultureInfo.InvariantCulture), double.Parse(row[9], CultureInfo.InvariantCulture)),
        ValidFrom: Date(row[10]),
        ValidTo: row[11] == "" ? null : Date(row[11]),
        Successor: row[12] == "" ? null : row[12],
        EndIsCertain: row[13] == "" ? null : bool.Parse(row[13]),
        Neighbours: [.. row[14].Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
