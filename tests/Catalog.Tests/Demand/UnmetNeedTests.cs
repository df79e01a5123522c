using Nabij.Catalog.Demand;
using Nabij.Catalog.Search;
using Nabij.Catalog.Search.Dutch;

namespace Catalog.Tests.Demand;

/// <summary>The needs behind a search, without a server.</summary>
public sealed class UnmetNeedTests
{
    public static TheoryData<string, string, string> Searches => new()
    {
        // filters; words; the needs: way of support, problem, target group
        { "targetGroup=young-people", "", "//young-people" },
        { "supportType=valued-role targetGroup=autism", "", "valued-role//autism" },
        { "supportType=valued-role supportType=social-skills problem=money", "", "valued-role/money/ social-skills/money/" },
        { "", "rouwgroep", "/bereavement/bereaved" },                              // a compound tells it too
        { "", "Wandelingen voor jongeren", "pastime-distraction//young-people" },
        { "problem=bereavement", "schulden", "/bereavement/" },                    // what was chosen says more than the words
        { "problem=bereavement", "jongeren", "/bereavement/young-people" },
        { "", "xylofoon", "" },
        { "format=group", "", "" },
        { "", "", "" },
        { "supportType=valued-role supportType=social-skills supportType=meaningful-contact problem=money problem=health problem=language", "", "" }, // looks around
    };

    [Theory, MemberData(nameof(Searches))]
    public void It_is_what_was_chosen_or_what_the_words_stand_for(string filters, string words, string needs) =>
        Assert.Equal(needs.Split(' ', StringSplitOptions.RemoveEmptyEntries), UnmetNeed.Of(Query("GM0344", filters, words)).Select(n => $"{n.SupportType}/{n.Problem}/{n.TargetGroup}"));

    [Fact]
    public void Without_a_municipality_it_is_nowhere() => Assert.Empty(UnmetNeed.Of(Query(null, "targetGroup=young-people", "")));

    private static SearchQuery Query(string? municipality, string filters, string words) => new()
    {
        Municipality = municipality,
        Words = DutchAnalyzer.Default.Query(words, Synonyms.Default),
        Chosen = filters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('='))
            .GroupBy(f => Facets.All.Select((g, i) => (g, i)).Single(g => g.g.Name == f[0]).i, f => f[1]).ToDictionary(g => g.Key, g => g.ToArray()),
    };
}
