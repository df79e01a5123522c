using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Quality;

/// <param name="Questionnaire">Its key.</param>
/// <param name="Version">The version that was answered.</param>
/// <param name="Answers">One for each question of the questionnaire; not needed for a way of support that the service does not offer.</param>
internal sealed record AssessServiceRequest(
    [property: Needed, LengthBetween(1, 60)] string Questionnaire,
    [property: Needed, Between(1, 1000)] int? Version,
    [property: Needed, AtLeast(1), AtMost(200)] IReadOnlyList<GivenAnswer> Answers);

/// <param name="Question">Its code.</param>
/// <param name="Answer">Code of one of the questionnaire's answers.</param>
internal sealed record GivenAnswer(
    [property: Needed, LengthBetween(1, 60)] string Question,
    [property: Needed, LengthBetween(1, 60)] string Answer);

/// <summary>The organisation, or an editor, answers a questionnaire about a service. Answers are kept as given; what they say follows from the version.</summary>
internal static class AssessService
{
    private static readonly Text UnknownQuestionnaire = ("Deze vragenlijst kennen wij niet.", "We do not know this questionnaire.");
    private static readonly Text UnknownVersion = ("Deze versie van de vragenlijst is er niet.", "There is no such version of this questionnaire.");
    private static readonly Text FillIn = ("Vul dit antwoord in, of laat het weg.", "Fill in this answer, or leave it out.");
    private static readonly Text UnknownQuestion = ("Deze vraag staat niet in deze vragenlijst, of is al beantwoord.", "This question is not in this questionnaire, or has an answer already.");
    private static readonly Text NothingApplies = ("Beantwoord ten minste één vraag die van toepassing is.", "Answer at least one question that applies.");

    public static void Map(IEndpointRouteBuilder assessments) => assessments.MapPost("", HandleAsync)
        .WithName(nameof(AssessService)).WithSummary("Assess the quality of a service: scores, with advice and the answers that gave it")
        .WithIdempotency().ProducesProblem(409);

    private static async Task<Results<Created<AssessmentAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, AssessServiceRequest request, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken ct)
    {
        if (Questionnaires.Find(request.Questionnaire) is null) return Problem.Invalid("questionnaire", UnknownQuestionnaire);
        if (Questionnaires.Find(request.Questionnaire, request.Version) is not { } questionnaire) return Problem.Invalid("version", UnknownVersion);
        var service = await ServiceRows.FindForChangeAsync(work, id, ct);
        if (service is null || !service.MayBeChangedBy(caller)) return Problem.NotFound();
        if (Faults(questionnaire, request.Answers, service.Content.SupportTypes) is { Count: > 0 } faults) return Problem.Invalid(faults);
        if (service.State == ServiceState.Archived) return Problem.Conflict(StepOnService.NotNow, service.Next);
        var answers = request.Answers.ToDictionary(a => a.Question, a => a.Answer);
        var score = QualityScore.Of(questionnaire, answers);
        if (score is not { Overall: { } overall, Band: { } band }) return Problem.Invalid("answers", NothingApplies);

        var assessment = new Assessment
        {
            Id = Guid.CreateVersion7(),
            ServiceId = id,
            Questionnaire = questionnaire.Key,
            Version = questionnaire.Version,
            Answers = JsonSerializer.Serialize(answers),
            ByRole = caller.Is(Roles.Editor) ? Roles.Editor : Roles.Provider,
            AssessedAt = clock.GetUtcNow(),
        };
        await work.ExecuteAsync(InsertSql, assessment, ct);
        // Clearance is given by municipality. A national service has none, so what was found about it stays within the platform.
        foreach (var municipality in service.Content.Municipalities.Cast<string?>().DefaultIfEmpty()) work.Publish(new QualityAssessed
        {
            AssessmentId = assessment.Id,
            ServiceId = id,
            Questionnaire = questionnaire.Key,
            QuestionnaireVersion = questionnaire.Version,
            Band = JsonNamingPolicy.KebabCaseLower.ConvertName(band.ToString()),
            WeakComponents = score.Weak,
            Municipality = municipality,
            Organisation = service.OrganisationId,
            AggregateVersion = 1,
            OccurredAt = assessment.AssessedAt,
        });
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, AssessmentAnswer.Of(assessment));
    }

    private static Dictionary<string, string[]> Faults(Questionnaire questionnaire, IReadOnlyList<GivenAnswer?> given, IReadOnlyList<string> supportTypes)
    {
        var faults = new Dictionary<string, string[]>();
        var open = questionnaire.Components.SelectMany(c => c.Questions).Select(q => q.Code).ToHashSet();
        var options = questionnaire.Answers.Select(a => a.Code).ToList();
        for (var i = 0; i < given.Count; i++)
        {
            if (given[i] is not { } answer) faults[$"answers[{i}]"] = [FillIn.ToString()];
            else if (!open.Remove(answer.Question)) faults[$"answers[{i}].question"] = [UnknownQuestion.ToString()];
            else if (!options.Contains(answer.Answer))
            {
                var codes = string.Join(", ", options);
                faults[$"answers[{i}].answer"] = [new Text($"Kies uit: {codes}.", $"Choose from: {codes}.").ToString()];
            }
        }

        var missing = questionnaire.Components.Where(c => c.SupportType is null || supportTypes.Contains(c.SupportType))
            .SelectMany(c => c.Questions).Select(q => q.Code).Where(open.Contains).ToList();
        if (missing.Count > 0 && faults.Count == 0)
        {
            var codes = string.Join(", ", missing);
            faults["answers"] = [new Text($"Beantwoord ook: {codes}.", $"Answer these too: {codes}.").ToString()];
        }

        return faults;
    }

    private const string InsertSql = """
        insert into assessment (id, service_id, questionnaire, version, answers, by_role, assessed_at)
        values (@Id, @ServiceId, @Questionnaire, @Version, @Answers::jsonb, @ByRole, @AssessedAt)
        """;
}
