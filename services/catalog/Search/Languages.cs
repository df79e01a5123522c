using System.Globalization;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Search;

/// <summary>What ISO 639-1 codes are called.</summary>
internal static class Languages
{
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl");

    public static Text Label(string code)
    {
        var language = CultureInfo.GetCultureInfo(code);
        return new Text(InDutch.GetValueOrDefault(code, language.NativeName.ToLower(Dutch)), language.EnglishName);
    }

    /// <summary>The languages that are spoken most in Dutch neighbourhoods; any other is shown as it calls itself.</summary>
    private static readonly Dictionary<string, string> InDutch = new()
    {
        ["nl"] = "Nederlands",
        ["en"] = "Engels",
        ["de"] = "Duits",
        ["fr"] = "Frans",
        ["es"] = "Spaans",
        ["pt"] = "Portugees",
        ["it"] = "Italiaans",
        ["fy"] = "Fries",
        ["tr"] = "Turks",
        ["ar"] = "Arabisch",
        ["fa"] = "Farsi",
        ["ti"] = "Tigrinya",
        ["so"] = "Somalisch",
        ["ku"] = "Koerdisch",
        ["ps"] = "Pasjtoe",
        ["am"] = "Amhaars",
        ["pl"] = "Pools",
        ["ro"] = "Roemeens",
        ["bg"] = "Bulgaars",
        ["hu"] = "Hongaars",
        ["uk"] = "Oekraïens",
        ["ru"] = "Russisch",
        ["zh"] = "Chinees",
        ["hi"] = "Hindi",
        ["ur"] = "Urdu",
        ["id"] = "Indonesisch",
        ["ms"] = "Maleis",
        ["vi"] = "Vietnamees",
        ["el"] = "Grieks",
        ["sr"] = "Servisch",
        ["hr"] = "Kroatisch",
        ["bs"] = "Bosnisch",
    };
}
