using Nabij.ServiceDefaults.Problems;

namespace Nabij.Signals.Effect;

/// <summary>
/// The 6-item loneliness scale (De Jong Gierveld &amp; Van Tilburg 2006), for groups: it says nothing about one person and gives no diagnosis. It is
/// filled in by the person, before and after a service, by choice; an answer left open stays open.
/// </summary>
internal static class LonelinessScale
{
    public const string Yes = "yes", MoreOrLess = "more-or-less", No = "no";

    public const string Source = "De Jong Gierveld, J. & Van Tilburg, T.G. (2006). A 6-item scale for overall, emotional, and social loneliness. Research on Aging, 28(5), 582-598.";

    public static readonly Text Terms = (
        "De schaal is vrij te gebruiken voor onderzoek naar groepen, met bronvermelding. Zij is niet bedoeld om bij een persoon iets vast te stellen.",
        "The scale is free to use for research on groups, naming the source. It is not meant for a diagnosis of a person.");

    public static readonly Text Intro = (
        "Wilt u van elk van de volgende uitspraken aangeven in hoeverre die op u, zoals u de laatste tijd bent, van toepassing is?",
        "Please say for each of these statements to what extent it applies to you, the way you feel now.");

    public static readonly IReadOnlyList<ScaleItem> Items =
    [
        new("emptiness",   IsEmotional: true,  ("Ik ervaar een leegte om me heen", "I experience a general sense of emptiness")),
        new("lean-on",     IsEmotional: false, ("Er zijn genoeg mensen op wie ik in geval van narigheid kan terugvallen", "There are plenty of people I can lean on when I have problems")),
        new("trust",       IsEmotional: false, ("Ik heb veel mensen op wie ik volledig kan vertrouwen", "There are many people I can trust completely")),
        new("close",       IsEmotional: false, ("Er zijn voldoende mensen met wie ik me nauw verbonden voel", "There are enough people I feel close to")),
        new("miss-people", IsEmotional: true,  ("Ik mis mensen om me heen", "I miss having people around")),
        new("rejected",    IsEmotional: true,  ("Vaak voel ik me in de steek gelaten", "I often feel rejected")),
    ];

    /// <summary>"More or less" counts as lonely on both kinds of items. One open answer leaves a total, and no subscale of that kind.</summary>
    /// <param name="answers">By code of the item.</param>
    public static ScaleScore Score(IReadOnlyDictionary<string, string> answers)
    {
        var open = Items.Count(item => !answers.ContainsKey(item.Code));
        return new ScaleScore(open > 1 ? null : Points(Items), Subscale(emotional: true), Subscale(emotional: false));

        int? Subscale(bool emotional)
        {
            var items = Items.Where(item => item.IsEmotional == emotional).ToList();
            return items.TrueForAll(item => answers.ContainsKey(item.Code)) ? Points(items) : null;
        }

        int Points(IEnumerable<ScaleItem> items) =>
            items.Count(item => answers.TryGetValue(item.Code, out var answer) && (answer == MoreOrLess || answer == (item.IsEmotional ? Yes : No)));
    }
}

internal sealed record ScaleItem(string Code, bool IsEmotional, Text Text);

/// <param name="Total">0 to 6; null with more than one open answer.</param>
/// <param name="Emotional">0 to 3; null with any open answer of its own.</param>
/// <param name="Social">0 to 3; null with any open answer of its own.</param>
internal sealed record ScaleScore(int? Total, int? Emotional, int? Social);
