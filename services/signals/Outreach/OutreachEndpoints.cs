using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;

namespace Nabij.Signals.Outreach;

internal static class OutreachEndpoints
{
    public static void MapOutreach(this IEndpointRouteBuilder api)
    {
        var seen = api.MapGroup("/outreach-rounds").WithTags("Outreach").RequireAuthorization($"{Roles.Handler}|{Roles.Coordinator}");
        StartRound.Map(seen);
        ListRounds.Map(seen);
        CloseRound.Map(seen);

        var visited = api.MapGroup("/outreach-rounds").WithTags("Outreach").RequireAuthorization(Roles.Handler);
        OpenVisits.Map(visited);
        PlanVisits.Map(visited.MapGroup("/{id:guid}/visits"));
        var visit = visited.MapGroup("/{id:guid}/visits/{visitId:guid}");
        RecordVisit.Map(visit);
        ReportVisit.Map(visit);
        ForgetVisited.Map(visit);
    }

    public static WebApplicationBuilder AddOutreach(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<VisitsErasure>().AddWorker<OutreachClosing>();
        return builder;
    }
}
