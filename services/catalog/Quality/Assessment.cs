using System.Text.Json;

namespace Nabij.Catalog.Quality;

/// <summary>A row: what was answered. Scores follow from the version of the questionnaire, which never changes.</summary>
internal sealed record Assessment
{
    public Guid Id { get; init; }
    public Guid ServiceId { get; init; }
    public string Questionnaire { get; init; } = "";
    public int Version { get; init; }

    /// <summary>JSON: code of the answer by code of the question.</summary>
    public string Answers { get; init; } = "";

    public string ByRole { get; init; } = "";
    public DateTimeOffset AssessedAt { get; init; }

    public const string Columns = "id, service_id, questionnaire, version, answers, by_role, assessed_at";
}

/// <summary>What a questionnaire said about a service.</summary>
/// <param name="Version">Of the questionnaire.</param>
/// <param name="Score">0..100: the average of the components.</param>
/// <param name="Outcome">What that means.</param>
/// <param name="ByRole">Role of whoever answered; not who.</param>
/// <param name="Answers">As given, in the order of the questions.</param>
internal sealed record AssessmentAnswer(
    Guid Id, Guid ServiceId, string Questionnaire, int Version, string Title, int Score, QualityBand Band, string Outcome,
    IReadOnlyList<AssessedComponent> Components, IReadOnlyList<GivenAnswer> Answers, string ByRole, DateTimeOffset AssessedAt)
{
    public static AssessmentAnswer Of(Assessment row)
    {
        var questionnaire = Questionnaires.Find(row.Questionnaire, row.Version)
            ?? throw new InvalidOperationException($"Version {row.Version} of {row.Questionnaire} was answered and is gone.");
        var answers = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Answers)!;
        var score = QualityScore.Of(questionnaire, answers);
        var band = score.Band!.Value;
        return new(
            row.Id, row.ServiceId, row.Questionnaire, row.Version, questionnaire.Title.ToString(), score.Overall!.Value, band, questionnaire.Outcomes[band].ToString(),
            [.. score.Components.Select(c => new AssessedComponent(c.Component.Code, c.Component.Title.ToString(), c.Score, c.Band, AdviceOf(c)))],
            [.. questionnaire.Components.SelectMany(c => c.Questions).Where(q => answers.ContainsKey(q.Code)).Select(q => new GivenAnswer(q.Code, answers[q.Code]))],
            row.ByRole, row.AssessedAt);
    }

    private static IReadOnlyList<QualityAdvice> AdviceOf(ComponentScore score) => score.Band == QualityBand.Strong ? []
        : [.. score.Missed.Select(m => new QualityAdvice(m.Question.Advice.ToString(), m.Question.Code, m.Question.Text.ToString(), m.Answer.Code, m.Answer.Label.ToString()))];
}

/// <param name="Score">0..100; absent when nothing of it applies.</param>
/// <param name="Advice">When it is not strong: for each answer that cost points.</param>
internal sealed record AssessedComponent(string Code, string Title, int? Score, QualityBand? Band, IReadOnlyList<QualityAdvice> Advice);

/// <summary>What to do, and the answer that gave this advice.</summary>
internal sealed record QualityAdvice(string Advice, string Question, string QuestionText, string Answer, string AnswerLabel);
