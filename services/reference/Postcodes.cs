using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Nabij.Reference;

/// <param name="Code">The four digits.</param>
/// <param name="Municipality">CBS code of the municipality where most of it lies; it can lie in two.</param>
public sealed record Postcode(string Code, string Place, string Municipality, GeoPoint Centroid);

/// <summary>The four-digit postcode areas of the Netherlands with addresses. Areas made after 2014 are missing.</summary>
public static partial class Postcodes
{
    private static FrozenDictionary<string, Postcode> ByCode => field ??= All.ToFrozenDictionary(p => p.Code);

    private static ILookup<string, Postcode> ByMunicipality => field ??= All.ToLookup(p => p.Municipality);

    public static ReferenceSource Source { get; } = new("4pp, MIT, (c) 2014 Bob den Otter", "getoetst aan de gemeentegrenzen van CBS / Kadaster, CC BY 4.0 (Bron: CBS)");

    public static DateOnly AsOf { get; } = new(2014, 1, 1);

    /// <summary>Ordered by code.</summary>
    public static IReadOnlyList<Postcode> All => field ??= [.. EmbeddedData.Rows("postcodes.csv").Select(Parse)];

    /// <summary>Whether the text has the form of a postcode: <c>3511 AB</c>, <c>3511AB</c> or <c>3511</c>. It need not exist.</summary>
    public static bool IsWellFormed(string text) => Form().IsMatch(text);

    /// <summary>The area of a postcode in one of the forms of <see cref="IsWellFormed"/>.</summary>
    public static bool TryGet(string text, [NotNullWhen(true)] out Postcode? postcode)
    {
        postcode = IsWellFormed(text) ? ByCode.GetValueOrDefault(text[..4]) : null;
        return postcode is not null;
    }

    /// <summary>The areas of a municipality (CBS code), ordered by code; empty for an unknown one.</summary>
    public static IEnumerable<Postcode> In(string municipality) => ByMunicipality[municipality];

    /// <param name="page">From 1.</param>
    /// <param name="pageSize">1..100.</param>
    /// <param name="municipality">CBS code; null for the whole country.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="page"/> or <paramref name="pageSize"/> is out of range.</exception>
    public static ReferencePage<Postcode> Page(int page, int pageSize, string? municipality = null) =>
        ReferencePage<Postcode>.Of(municipality is null ? [.. All] : [.. In(municipality)], page, pageSize, Source, AsOf);

    // SA, SD and SS are never given out.
    [GeneratedRegex(@"\A[1-9][0-9]{3}( ?(?!SA|SD|SS)[A-Z]{2})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    private static Postcode Parse(string[] row) => new(row[0], row[1], row[2],
        new(double.Parse(row[3], CultureInfo.InvariantCulture), double.Parse(row[4], CultureInfo.InvariantCulture)));
}
