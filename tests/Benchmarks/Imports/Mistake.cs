namespace Nabij.Benchmarks.Imports;

/// <summary>What somebody gets wrong in a row of the sheet.</summary>
/// <param name="Heading">Of the column that is blamed for it.</param>
/// <param name="Cells">As they are filled in; null for what the row before has there.</param>
internal sealed record Mistake(string Heading, params (string Heading, string? Cell)[] Cells)
{
    /// <summary>One row in so many is wrong.</summary>
    public const int Every = 100;

    /// <summary>The mistake in the row at this index, from 0; null for a good row.</summary>
    public static Mistake? At(int index) => index % Every == Every - 1 ? All[index / Every % All.Length] : null;

    public void MakeIn(IDictionary<string, string> row, IReadOnlyDictionary<string, string> before)
    {
        foreach (var (heading, cell) in Cells) row[heading] = cell ?? before[heading];
    }

    private static Mistake In(string heading, string? cell) => new(heading, (heading, cell));

    private static readonly Mistake[] All =
    [
        In("naam", "ab"), In("naam", "nul\0teken"), In("naam", "teken \uFFFD"), In("wat", ""), In("soort_hulp", "toveren"), In("vorm", "rond"),
        In("leeftijd_van", "oud"), In("leeftijd_tot", "121"), new("leeftijd_tot", ("leeftijd_van", "70"), ("leeftijd_tot", "18")),
        new("kosten", ("kosten", "wat u kunt missen"), ("financiering", "")), In("e-mail", "geen adres"), In("website", "debrug"), In("gemeenten", "Atlantis"),
        new("postcode", ("postcode", "0000 AA"), ("locatie", ""), ("adres", ""), ("plaats", ""), ("breedtegraad", ""), ("lengtegraad", "")),
        new("breedtegraad", ("postcode", "3511 AB"), ("locatie", ""), ("adres", ""), ("plaats", ""), ("breedtegraad", "noord"), ("lengtegraad", "5,1")),
        In("talen", "Klingon"), In("tijden", "FREQ=SECONDLY 10:00-11:00"), In("tijden", "di 12:00-10:00 wekelijks"), In("landelijk", "misschien"),
        In("plekken_vrij", "genoeg"), In("peildatum", "gisteren"), In("interventie", "7d1f3a52-58a1-4d4e-9a52-3d1a0c6f0b11"),
        In("bron_id", ""), In("bron_id", null), In("bron_id", new string('9', 121)), In("nabij_id", "7d1f3a52-58a1-4d4e-9a52-3d1a0c6f0b12"),
        In("organisatie_id", "12"), In("organisatie_id", "7d1f3a52-58a1-4d4e-9a52-3d1a0c6f0b13"), new("kvk_nummer", ("organisatie_id", ""), ("kvk_nummer", "00000000")),
    ];
}
