using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Quality;

/// <summary>A questionnaire in the language of the request.</summary>
/// <param name="Answers">What one can answer to each question.</param>
internal sealed record ShownQuestionnaire(
    string Key, int Version, DateOnly PublishedDate, string Title, string Intro, ShownQuestionnaireSource Source,
    IReadOnlyList<ShownAnswerOption> Answers, IReadOnlyList<ShownQualityComponent> Components);

/// <param name="NamedIn">The document that names it.</param>
/// <param name="AsOfDate">Of that document.</param>
internal sealed record ShownQuestionnaireSource(string Name, string NamedIn, DateOnly AsOfDate, string Note);

/// <param name="Points">Absent: the question does not count.</param>
internal sealed record ShownAnswerOption(string Code, string Label, int? Points);

/// <param name="SupportType">Only services with this way of support must answer; absent: all must.</param>
internal sealed record ShownQualityComponent(string Code, string Title, string? SupportType, IReadOnlyList<ShownQuestion> Questions);

internal sealed record ShownQuestion(string Code, string Text);

internal static class GetQuestionnaire
{
    public static void Map(IEndpointRouteBuilder questionnaires) => questionnaires.MapGet("/{key}", Handle)
        .WithName(nameof(GetQuestionnaire)).WithSummary("Read a questionnaire, the newest version or a given one")
        .AllowAnonymous().WithPublicCaching();

    private static Results<Ok<ShownQuestionnaire>, ProblemHttpResult> Handle(string key, [Between(1, 1000)] int? version = null) =>
        Questionnaires.Find(key, version) is not { } q ? Problem.NotFound() : TypedResults.Ok(new ShownQuestionnaire(
            q.Key, q.Version, q.PublishedDate, q.Title.ToString(), q.Intro.ToString(),
            new(q.Source.Name, q.Source.NamedIn, q.Source.AsOfDate, q.Source.Note.ToString()),
            [.. q.Answers.Select(a => new ShownAnswerOption(a.Code, a.Label.ToString(), a.Points))],
            [.. q.Components.Select(c => new ShownQualityComponent(
                c.Code, c.Title.ToString(), c.SupportType, [.. c.Questions.Select(question => new ShownQuestion(question.Code, question.Text.ToString()))]))]));
}
