using System.Text.Json;
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
        { "", "ik ken niemand", "/social-loneliness/" },
        { "", "ik ben zo eenzaam", "/social-loneliness/ /emotional-loneliness/" },  // which of both, nobody says
        { "", "wat is de zin van het leven", "/existential-loneliness/" },
        { "", "mijn moeder komt de deur niet uit", "/social-isolation/" },
        { "", "xylofoon", "" },
        { "format=group", "", "" },
        { "", "", "" },
        { "supportType=valued-role supportType=social-skills supportType=meaningful-contact problem=money problem=health problem=language", "", "" }, // looks around
    };

    [Theory, MemberData(nameof(Searches))]
    public void It_is_what_was_chosen_or_what_the_words_stand_for(string filters, string words, string needs) =>
        Assert.Equal(needs.Split(' ', StringSplitOptions.RemoveEmptyEntries), UnmetNeed.Of(Query("GM0344", filters, words)).Select(n => $"{n.SupportType}/{n.Problem}/{n.TargetGroup}"));

    /// <summary>A stop word, or a phrase that the search does not know, would never tell anything.</summary>
    [Fact]
    public void Each_word_of_the_list_tells_its_need()
    {
        using var stream = typeof(UnmetNeed).Assembly.GetManifestResourceStream("Demand/need-words.json")!;
        var list = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream)!;
        var deaf =
            from filter in list
            from code in filter.Value
            from words in code.Value.Split(", ")
            where !UnmetNeed.Of(Query("GM0344", "", words)).Any(n => code.Key == (filter.Key == "supportType" ? n.SupportType : filter.Key == "problem" ? n.Problem : n.TargetGroup))
            select words;
        Assert.Equal([], deaf);
        Assert.Equal(["social-loneliness", "emotional-loneliness", "existential-loneliness", "social-isolation"], list["problem"].Keys.Take(4));
    }

    [Fact]
    public void Without_a_municipality_it_is_nowhere() => Assert.Empty(UnmetNeed.Of(Query(null, "targetGroup=young-people", "")));

    private static SearchQuery Query(string? municipality, string filters, string words) => new()
    {
        Municipality = municipality,
        Words = DutchAnalyzer.Default.Query(words, Synonyms.Default),
        Chosen = filters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('='))
            .GroupBy(f => Facets.PlaceOf(Facets.All.Single(g => g.Name == f[0])), f => f[1]).ToDictionary(g => g.Key, g => g.ToArray()),
    };
}
