using System.Globalization;
using System.Text.RegularExpressions;
using Nabij.Catalog.Comparison;
using Nabij.Catalog.Services;

namespace Nabij.Catalog.Imports.Sheets;

/// <summary>Prices as people write them: <c>koffie 2,50 per keer|contributie 10,00 per maand</c>.</summary>
internal static partial class Prices
{
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");

    private static readonly Vocabulary Per = new(ComparedFields.Per.Select(p => (p.Key, p.Value.Nl)));

    public static string Write(IEnumerable<Cost> costs) =>
        Bars.Join(costs.Select(c => $"{c.Label} {c.Price.Amount!.Value.ToString("0.00", Dutch)} {Per.LabelOf(c.Per)}"));

    public static IReadOnlyList<Cost> Read(Cells cells, string heading)
    {
        var costs = new List<Cost>();
        foreach (var (text, i) in Bars.Split(cells[heading] ?? "").Select((t, i) => (t, i)))
        {
            if (text is null) continue;
            if (Form().Match(text.Trim()) is not { Success: true } price)
            {
                cells.Blame(heading, ($"Prijs {i + 1} kunnen wij niet lezen.", $"We cannot read price {i + 1}."),
                    ("Schrijf een prijs als: koffie 2,50 per keer (of eenmalig, per maand, per jaar). Zet een | tussen twee prijzen.",
                        "Write a price as: koffie 2,50 per keer (or eenmalig, per maand, per jaar). Put a | between two prices."));
                continue;
            }

            costs.Add(new Cost(price.Groups["label"].Value,
                new Money(decimal.Parse(price.Groups["amount"].Value.Replace(',', '.'), CultureInfo.InvariantCulture)), Per.CodeOf(price.Groups["per"].Value)));
        }

        return costs;
    }

    [GeneratedRegex(@"\A(?<label>.+?)(?: €)? €?(?<amount>[0-9]{1,9}(?:[.,][0-9]{1,2})?) (?<per>eenmalig|per keer|per maand|per jaar|once|visit|month|year)\z",
        RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
