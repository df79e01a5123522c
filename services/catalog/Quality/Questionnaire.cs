using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Quality;

/// <summary>A list of questions about quality. A version never changes once it is published: what was answered keeps its meaning.</summary>
/// <param name="Key">Code, the same for all versions.</param>
/// <param name="Version">From 1.</param>
/// <param name="Answers">What one can answer to each question.</param>
/// <param name="Outcomes">What each band means for the whole.</param>
internal sealed record Questionnaire(
    string Key, int Version, DateOnly PublishedDate, Text Title, Text Intro, QuestionnaireSource Source,
    IReadOnlyList<AnswerOption> Answers, IReadOnlyDictionary<QualityBand, Text> Outcomes, IReadOnlyList<QualityComponent> Components);

/// <summary>What inspired it.</summary>
/// <param name="NamedIn">The document that names it.</param>
/// <param name="AsOfDate">Of that document.</param>
internal sealed record QuestionnaireSource(string Name, string NamedIn, DateOnly AsOfDate, Text Note);

/// <param name="Points">Null: the question does not count.</param>
internal sealed record AnswerOption(string Code, Text Label, int? Points = null);

/// <summary>What makes a service work.</summary>
/// <param name="SupportType">Code of a way of support: only services that offer it must answer. Null: all must.</param>
internal sealed record QualityComponent(string Code, Text Title, IReadOnlyList<Question> Questions, string? SupportType = null);

/// <param name="Code">Unique within the questionnaire.</param>
/// <param name="Advice">For who cannot say that it is so.</param>
internal sealed record Question(string Code, Text Text, Text Advice);

/// <summary>How well a score is.</summary>
internal enum QualityBand
{
    /// <summary>Below 50.</summary>
    Weak,

    /// <summary>From 50.</summary>
    Fair,

    /// <summary>From 80.</summary>
    Strong,
}
