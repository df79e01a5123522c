using Nabij.Catalog.Search.Dutch;

namespace Catalog.Tests.Search.Dutch;

public sealed class DutchAnalyzerTests
{
    private static readonly DutchAnalyzer Analyzer = DutchAnalyzer.Default;

    [Theory]
    [InlineData("huis huizen huisje")]
    [InlineData("buurthuis buurthuizen")]
    [InlineData("maatje maatjes")]
    [InlineData("wandelen wandelt wandelde gewandeld wandeling wandelingen wandelaar wandelaars wandelend")]
    [InlineData("fiets fietsen fietst gefietst")]
    [InlineData("café cafés cafe's cafe")]
    [InlineData("taalcafé taalcafés")]
    [InlineData("kind kinderen kindje")]
    [InlineData("lezen leest gelezen las")]
    [InlineData("kop koppen kopje")]
    [InlineData("eenzaam eenzame eenzaamheid")]
    [InlineData("ontmoeten ontmoeting ontmoetingen ontmoet")]
    [InlineData("bewegen beweging bewegingen beweegt")]
    [InlineData("mantelzorg mantelzorger mantelzorgers")]
    [InlineData("vrijwilliger vrijwilligers vrijwillige")]
    [InlineData("begeleiden begeleiding begeleider")]
    [InlineData("zingen zingt gezongen zang")]
    [InlineData("koken kookt gekookt")]
    [InlineData("gezellig gezellige gezelligheid")]
    [InlineData("verhaal verhalen")]
    [InlineData("reis reizen")]
    [InlineData("wonen woning woningen woont")]
    [InlineData("IJs ĳs ijs")]
    [InlineData("één-op-één 1-op-1 een op een 1 op 1")]
    [InlineData("65+ 65-plussers 65plus")]
    [InlineData("030-5550101 0305550101 +31-305550101")]
    [InlineData("wmo-loket WMO-loket wmoloket")]
    [InlineData("ideeën idee")]
    [InlineData("foto's foto")]
    public void Forms_of_one_word_have_one_stem(string forms)
    {
        string[] words = forms switch
        {
            "één-op-één 1-op-1 een op een 1 op 1" => ["één-op-één", "1-op-1", "een op een", "1 op 1"],
            _ => forms.Split(' '),
        };
        Assert.Single(words.Select(Analyzer.Key).Distinct());
    }

    [Theory]
    [InlineData("rouw", "vrouw")]
    [InlineData("eten", "weten")]
    [InlineData("man", "mantelzorg")]
    [InlineData("ouderen", "ouders")]
    [InlineData("ouder", "oud")]
    [InlineData("maat", "maatje")]
    [InlineData("kook", "kok")]
    [InlineData("plaats", "plaat")]
    [InlineData("moeder", "moed")]
    [InlineData("gezond", "zon")]
    [InlineData("kamer", "kam")]
    [InlineData("rekenen", "rekening")]
    [InlineData("tabletten", "tablets")]
    [InlineData("sleutelen", "sleutels")]
    public void Other_words_have_other_stems(string one, string other) => Assert.NotEqual(Analyzer.Key(one), Analyzer.Key(other));

    [Theory]
    [InlineData("wandelgroep", "wandelgroep wandel groep")]
    [InlineData("wandelgroepen", "wandelgroep wandel groep")]
    [InlineData("eettafel", "eettafel eet tafel")]
    [InlineData("huisbezoek", "huisbezoek huis bezoek")]
    [InlineData("mantelzorgondersteuning", "mantelzorgondersteun mantelzorg ondersteun")]
    [InlineData("rouwverwerking", "rouwverwerk rouw verwerk")]
    [InlineData("schuldhulpmaatje", "schuldhulpmaatje schuld hulp maatje")]
    [InlineData("levensverhalen", "levensverhaal leef verhaal")]       // linking s, inflected
    [InlineData("boodschappendienst", "boodschappendienst boodschap dienst")]
    [InlineData("wmo-loket", "wmoloket wmo loket")]
    [InlineData("begeleiding", "begeleid")]                            // not of "beg" and "leiding"
    [InlineData("overleden", "sterf")]
    [InlineData("vrouw", "vrouw")]
    [InlineData("mantelzorg", "mantelzorg")]
    [InlineData("diensten", "dienst")]
    [InlineData("vergeten", "vergeet")]
    [InlineData("digitaal", "digitaal")]
    [InlineData("geldzorgen", "geldzorg")]                             // worries, no care
    [InlineData("i.v.m. de corona", "corona")]
    [InlineData("3512 AB", "3512ab")]
    [InlineData("3512AB", "3512ab")]
    [InlineData("030 555 01 01", "0305550101")]
    [InlineData("0800-1234", "08001234")]
    [InlineData("2024 is", "2024")]                                    // no postcode
    [InlineData("65 jaar en ouder", "65plus")]
    [InlineData("lhbtiqa+", "lhbti")]
    [InlineData("niet zonder verwijzing", "verwijs")]
    [InlineData("", "")]
    public void A_text_is_found_by_its_stems_and_their_parts(string text, string terms) =>
        Assert.Equal(terms.Split(' ', StringSplitOptions.RemoveEmptyEntries), Analyzer.Read(text).Terms.Select(t => t.Text));

    [Fact]
    public void A_part_weighs_less_than_a_word()
    {
        var terms = Analyzer.Read("wandelgroep").Terms.ToDictionary(t => t.Text, t => t.Weight);
        Assert.Equal(1, terms["wandelgroep"]);
        Assert.InRange(terms["wandel"], 0.1f, 0.9f);
    }

    [Theory]
    [InlineData("niet alleen")]
    [InlineData("ik ben er niet")]
    [InlineData("zonder")]
    [InlineData("  ?! -")]
    [InlineData("")]
    public void Nothing_is_left_of_stop_words(string text) => Assert.Empty(Analyzer.Query(text, Synonyms.Default));

    [Theory]
    [InlineData("ik ken niemand", "ik ken niemand", "ontmoet")]
    [InlineData("Ik ken hier niemand!", "ik ken hier niemand", "eenzaam")]
    [InlineData("iemand om mee te praten", "iemand om mee te praten", "gesprek")]
    [InlineData("een op een", "eenopeen", "maatje")]
    [InlineData("mijn man is overleden", "mijn man is overleden", "rouw")]
    [InlineData("ik kan niet goed lezen", "niet goed lezen|kan niet goed lezen", "taal")]
    [InlineData("weduwe", "weduwe", "rouw")]
    [InlineData("hulp bij formulieren", "formulieren", "administratie")]
    [InlineData("maatje voor mijn vrouw", "maatje", "buddy")]
    [InlineData("lhbti", "lhbti", "roze")]
    [InlineData("lamp laten vervangen", "lamp", "klus")]
    [InlineData("kleine reparaties in huis", "kleine reparaties", "klus")]
    [InlineData("houtbewerking", "houtbewerking", "werkplaats")]
    public void What_people_say_is_taken_for_what_they_need(string text, string typed, string finds)
    {
        var word = Assert.Single(Analyzer.Query(text, Synonyms.Default));
        Assert.Contains(word.Typed, typed.Split('|'));
        Assert.Contains(finds, word.Alternatives.Select(a => a.Text));
    }

    [Fact]
    public void A_wide_word_finds_the_narrow_one_and_kinds_do_not_find_each_other()
    {
        Assert.Contains("tennis", Found("sport"));
        Assert.Contains("sport", Found("tennis"));
        Assert.DoesNotContain("judo", Found("tennis"));
        Assert.Contains("rouw", Found("weduwnaar"));
        Assert.DoesNotContain("weduwnaar", Found("rouw"));
    }

    [Fact]
    public void Who_types_a_compound_means_its_telling_part()
    {
        Assert.Contains("rouw", Found("rouwgroep"));
        Assert.DoesNotContain("groep", Found("rouwgroep"));
    }

    /// <summary>The end of a compound tells what it is.</summary>
    [Theory]
    [InlineData("terrasvergunning", "terras")]
    [InlineData("voetbalkaartjes", "voetbal")]
    [InlineData("straatlantaarn", "straat")]
    public void What_ends_in_another_matter_is_found_by_none_of_its_parts_and_never_left_out(string typed, string part)
    {
        var word = Assert.Single(Analyzer.Query(typed, Synonyms.Default));
        Assert.DoesNotContain(word.Alternatives, a => a.Text == part);
        Assert.True(Analyzer.IsOtherMatter(word));
        Assert.False(Analyzer.IsUnknown(typed));
    }

    [Fact]
    public void A_phrase_can_be_another_matter_too() => Assert.True(Analyzer.IsOtherMatter(Assert.Single(Analyzer.Query("krijgt geen lucht", Synonyms.Default))));

    [Fact]
    public void A_word_weighs_most_in_its_own_form()
    {
        var word = Assert.Single(Analyzer.Query("eettafels", Synonyms.Default));
        Assert.Equal(new Term("eettafel", 1), word.Alternatives[0]);
        Assert.All(word.Alternatives.Skip(1), a => Assert.InRange(a.Weight, 0.01f, 0.99f));
        Assert.Equal("eettafels", word.Normal);
    }

    [Fact]
    public void At_most_twelve_words_are_searched_for()
    {
        var words = Analyzer.Query("aardbei banaan citroen druif ei framboos gember honing inktvis jam kaas limoen mango noot olijf", Synonyms.Default);
        Assert.Equal(12, words.Count);
    }

    [Fact]
    public void A_repeated_word_is_one_word() => Assert.Single(Analyzer.Query("koffie KOFFIE koffie", Synonyms.Default));

    [Fact]
    public void Words_for_suggestions_are_whole_and_plain() =>
        Assert.Equal(["cafe", "wandelgroep", "wmo", "loket"], Analyzer.Read("Het Café en de Wandelgroep, 3512 AB (wmo-loket)").Words);

    [Fact]
    public void An_exception_of_an_editor_keeps_a_word_whole()
    {
        Assert.Contains("koffie", Analyzer.Read("koffiebrug").Terms.Select(t => t.Text));
        Assert.Equal(["koffiebrug"], new DutchAnalyzer(["Koffiebrug"]).Read("Koffiebrug").Terms.Select(t => t.Text));
    }

    [Fact]
    public void Synonyms_of_a_municipality_stand_beside_those_of_the_platform()
    {
        var own = Synonyms.Default.With([new SynonymGroup(["soosje", "weduwe"], ["buurtkamer"]), new SynonymGroup(["even de deur uit"], ["wandelen"])]);
        Assert.Contains("weduwe", Analyzer.Query("soosjes", own)[0].Alternatives.Select(a => a.Text));
        Assert.Superset(new HashSet<string> { "buurtkamer", "rouw", Analyzer.Key("soosje") }, Analyzer.Query("weduwe", own)[0].Alternatives.Select(a => a.Text).ToHashSet());
        Assert.Contains("wandel", Assert.Single(Analyzer.Query("even de deur uit", own)).Alternatives.Select(a => a.Text));
        Assert.DoesNotContain("buurtkamer", Found("weduwe"));
    }

    [Theory]
    [InlineData("\ud800 los surrogaat \udc00")]
    [InlineData("\uffff\ufffe\u0000\ufdd0 \U0001ffff")]
    [InlineData("ﷺﷺﷺ ½ ² ﬁets")]
    [InlineData("مرحبا العربية 你好 👩‍👩‍👧")]
    [InlineData("------ '''' ....+++ -'-'-")]
    public void No_text_is_too_strange(string text)
    {
        Assert.NotNull(Analyzer.Read(text).Terms.ToList());
        Assert.NotNull(Analyzer.Query(text, Synonyms.Default));
        Assert.NotNull(Analyzer.Read(text).Words.ToList());
    }

    [Fact]
    public void A_word_without_end_is_left_out() => Assert.Empty(Analyzer.Read(new string('a', 100_000)).Terms);

    [Fact]
    public void Many_threads_read_the_same()
    {
        var analyzer = new DutchAnalyzer();
        string[] words = ["wandelgroepen", "mantelzorgondersteuning", "gezongen", "eettafel", "taalcafés", "levensverhalen"];
        var once = words.Select(w => string.Join(' ', Analyzer.Read(w).Terms)).ToArray();
        Parallel.For(0, 2_000, i => Assert.Equal(once[i % words.Length], string.Join(' ', analyzer.Read(words[i % words.Length]).Terms)));
    }

    private static IEnumerable<string> Found(string word) => Assert.Single(Analyzer.Query(word, Synonyms.Default)).Alternatives.Select(a => a.Text);
}
