using Nabij.Catalog.Quality;
using Nabij.Reference;
using Nabij.ServiceDefaults.Problems;

namespace Catalog.Tests.Quality;

/// <summary>What answers say about quality, without a server.</summary>
public sealed class QualityScoreTests
{
    private static readonly Text Any = ("nl", "en");

    private static readonly Questionnaire Own = new(
        "own", 1, new DateOnly(2026, 11, 24), Any, Any, new QuestionnaireSource("bron", "boek", new DateOnly(2019, 6, 13), Any),
        [new("yes", Any, 2), new("partly", Any, 1), new("no", Any, 0), new("not-applicable", Any)],
        new Dictionary<QualityBand, Text>(),
        [
            new("first", Any, [new("a", Any, Any), new("b", Any, Any)]),
            new("second", Any, [new("c", Any, Any), new("d", Any, Any), new("e", Any, Any)]),
        ]);

    public static TheoryData<string, int?, int?, int?> Scores => new()
    {
        // answers; the first component, the second, the whole
        { "a:yes b:yes c:yes d:yes e:yes", 100, 100, 100 },
        { "a:no b:no c:no d:no e:no", 0, 0, 0 },
        { "a:yes b:no c:yes d:yes e:partly", 50, 83, 67 },                 // 5 of 6 points; each component is as heavy
        { "a:partly b:not-applicable c:no d:no e:no", 50, 0, 25 },         // what does not apply does not count
        { "a:not-applicable b:not-applicable c:yes d:yes e:yes", null, 100, 100 },
        { "a:not-applicable b:not-applicable c:not-applicable d:not-applicable e:not-applicable", null, null, null },
    };

    [Theory, MemberData(nameof(Scores))]
    public void A_component_is_the_share_of_its_points_and_the_whole_their_average(string answers, int? first, int? second, int? overall)
    {
        var score = QualityScore.Of(Own, Answers(answers));
        Assert.Equal((first, second, overall), (score.Components[0].Score, score.Components[1].Score, score.Overall));
    }

    [Theory]
    [InlineData(0, "Weak")]
    [InlineData(49, "Weak")]
    [InlineData(50, "Fair")]
    [InlineData(79, "Fair")]
    [InlineData(80, "Strong")]
    [InlineData(100, "Strong")]
    public void A_score_lies_in_a_band(int score, string band) => Assert.Equal(band, QualityScore.BandOf(score).ToString());

    [Fact]
    public void A_score_tells_which_answers_gave_it()
    {
        var score = QualityScore.Of(Own, Answers("a:yes b:not-applicable c:no d:partly e:yes"));
        Assert.Empty(score.Components[0].Missed);
        Assert.Equal(["c no", "d partly"], score.Components[1].Missed.Select(m => $"{m.Question.Code} {m.Answer.Code}"));
        Assert.Empty(score.Weak);
        Assert.Equal(["second"], QualityScore.Of(Own, Answers("a:yes b:yes c:no d:no e:partly")).Weak);
    }

    [Fact]
    public void A_component_without_answers_is_left_out() =>
        Assert.Equal(["second"], QualityScore.Of(Own, Answers("c:yes")).Components.Select(c => c.Component.Code));

    [Fact]
    public void Each_questionnaire_is_whole_in_both_languages()
    {
        Assert.Equal(["improvement-check", "request-checklist"], Questionnaires.All.Select(q => q.Key).Distinct());
        foreach (var q in Questionnaires.All)
        {
            var questions = q.Components.SelectMany(c => c.Questions).ToList();
            Assert.Equal(questions.Count, questions.Select(x => x.Code).Distinct().Count());
            Assert.Equal(Enum.GetValues<QualityBand>().Order(), q.Outcomes.Keys.Order());
            Assert.Contains(q.Answers, a => a.Points is null);
            Assert.All(
                [q.Title, q.Intro, q.Source.Note, .. q.Outcomes.Values, .. q.Answers.Select(a => a.Label), .. q.Components.Select(c => c.Title), .. questions.SelectMany(x => new[] { x.Text, x.Advice })],
                t => Assert.True(t.Nl.Length > 1 && t.En.Length > 1 && t.Nl != t.En, $"{q.Key}: {t.Nl}"));
            Assert.All(q.Components.Where(c => c.SupportType is not null), c => Assert.True(ReferenceLists.SupportTypes.Contains(c.SupportType!)));
        }

        Assert.Equal(ReferenceLists.SupportTypes.Items.Select(s => s.Code), Questionnaires.Find("improvement-check")!.Components.Select(c => c.SupportType).OfType<string>());
    }

    private static Dictionary<string, string> Answers(string text) => text.Split(' ').Select(a => a.Split(':')).ToDictionary(a => a[0], a => a[1]);
}
