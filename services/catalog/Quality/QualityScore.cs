namespace Nabij.Catalog.Quality;

/// <summary>What was answered to one question.</summary>
internal sealed record AnsweredQuestion(Question Question, AnswerOption Answer);

/// <param name="Score">0..100, null when nothing of it applies.</param>
/// <param name="Missed">The answers that cost points, in the order of the questions: the reasons for the score, each with its advice.</param>
internal sealed record ComponentScore(QualityComponent Component, int? Score, IReadOnlyList<AnsweredQuestion> Missed)
{
    public QualityBand? Band => Score is { } score ? QualityScore.BandOf(score) : null;
}

/// <summary>What answers say about quality. A component is the share of its points; the whole is the average of its components, each as heavy.</summary>
/// <param name="Overall">0..100, null when nothing applies.</param>
internal sealed record QualityScore(int? Overall, IReadOnlyList<ComponentScore> Components)
{
    private const int Fair = 50, Strong = 80;

    public QualityBand? Band => Overall is { } overall ? BandOf(overall) : null;

    public static QualityBand BandOf(int score) => score >= Strong ? QualityBand.Strong : score >= Fair ? QualityBand.Fair : QualityBand.Weak;

    /// <summary>The codes of the components that need work most.</summary>
    public IReadOnlyList<string> Weak => [.. Components.Where(c => c.Band == QualityBand.Weak).Select(c => c.Component.Code)];

    /// <param name="answers">Code of the answer by code of the question; those of the questionnaire only. A component without answers is left out.</param>
    public static QualityScore Of(Questionnaire questionnaire, IReadOnlyDictionary<string, string> answers)
    {
        var options = questionnaire.Answers.ToDictionary(a => a.Code);
        var most = questionnaire.Answers.Max(a => a.Points ?? 0);
        var components = questionnaire.Components
            .Select(c => (Component: c, Answered: c.Questions.Where(q => answers.ContainsKey(q.Code)).Select(q => new AnsweredQuestion(q, options[answers[q.Code]])).ToList()))
            .Where(c => c.Answered.Count > 0)
            .Select(c => ScoreOf(c.Component, c.Answered, most)).ToList();
        var scores = components.Where(c => c.Score is not null).Select(c => c.Score!.Value).ToList();
        return new(scores.Count == 0 ? null : Round(scores.Average()), components);
    }

    private static ComponentScore ScoreOf(QualityComponent component, List<AnsweredQuestion> answered, int most)
    {
        var counted = answered.Where(a => a.Answer.Points is not null).ToList();
        return new(
            component,
            counted.Count == 0 ? null : Round(100.0 * counted.Sum(a => a.Answer.Points!.Value) / (most * counted.Count)),
            [.. counted.Where(a => a.Answer.Points < most)]);
    }

    private static int Round(double score) => (int)Math.Round(score, MidpointRounding.AwayFromZero);
}
