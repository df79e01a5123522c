using Nabij.Catalog.Quality.Interventions;

namespace Nabij.Catalog.Quality;

internal static class QualityEndpoints
{
    public static void MapQuality(this IEndpointRouteBuilder api)
    {
        var questionnaires = api.MapGroup("/questionnaires").WithTags("Quality");
        ListQuestionnaires.Map(questionnaires);
        GetQuestionnaire.Map(questionnaires);

        var assessments = api.MapGroup("/services/{id:guid}/assessments").WithTags("Quality").RequireAuthorization("editor|provider");
        AssessService.Map(assessments);
        ListAssessments.Map(assessments);

        var interventions = api.MapGroup("/interventions").WithTags("Interventions");
        ListInterventions.Map(interventions);
        GetIntervention.Map(interventions);
        AddIntervention.Map(interventions);
        ChangeIntervention.Map(interventions);
    }
}
