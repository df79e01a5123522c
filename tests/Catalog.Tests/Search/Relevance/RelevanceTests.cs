using System.Globalization;

namespace Catalog.Tests.Search.Relevance;

/// <summary>What residents, relatives and professionals type (<c>pairs.csv</c>), and which service of the place (<c>services.json</c>) that must find, or may not.</summary>
public sealed class RelevanceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Places => ["city", "town", "villages", "suburb", "harbour", "polder", "heath"];

    [Theory, MemberData(nameof(Places))]
    public void What_residents_type_finds_nine_of_ten_services_that_it_should(string place)
    {
        var catalogue = Catalogue.Of(place);
        var wanted = catalogue.Pairs.Where(p => p.Wanted).ToList();
        var missed = wanted.Where(p => !catalogue.Find(p.Question).Contains(p.Service)).ToList();
        var recall = 1 - (missed.Count / (double)wanted.Count);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{place}: {wanted.Count - missed.Count} of {wanted.Count} found, recall {recall:F3}"));
        foreach (var pair in missed) output.WriteLine($"not found in the {place}: {pair.Question} → {pair.Service}");
        Assert.True(wanted.Count >= 100);
        Assert.True(recall >= 0.9);
    }

    [Theory, MemberData(nameof(Places))]
    public void It_never_finds_what_only_looks_alike(string place)
    {
        var catalogue = Catalogue.Of(place);
        var unwanted = catalogue.Pairs.Where(p => !p.Wanted).ToList();
        output.WriteLine($"{place}: {unwanted.Count} that may not be found");
        Assert.True(unwanted.Count >= 40);
        var found = unwanted.Where(p => catalogue.Find(p.Question).Contains(p.Service)).ToList();
        foreach (var pair in found) output.WriteLine($"found wrongly in the {place}: {pair.Question} → {pair.Service}");
        Assert.Empty(found);
    }

    /// <summary>Recall is cheap for a search that finds all.</summary>
    [Theory, MemberData(nameof(Places))]
    public void A_question_finds_a_small_part_of_the_catalogue(string place)
    {
        var catalogue = Catalogue.Of(place);
        var questions = catalogue.Pairs.Select(p => p.Question).Distinct().ToList();
        var found = questions.Average(q => catalogue.Find(q).Count) / catalogue.Count;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{place}: {questions.Count} questions find {found:P1} of {catalogue.Count} services on average"));
        Assert.InRange(found, 0.01, 0.12);
    }
}
