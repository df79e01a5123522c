using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;

namespace Nabij.Signals.Rights;

internal static class RightsEndpoints
{
    public static IServiceCollection AddRights(this IServiceCollection services) => services.AddSingleton<SubjectIndex>().AddScoped<RightsStore>()
        .AddWorker<RequestRetention>();

    public static void MapRights(this IEndpointRouteBuilder api)
    {
        var requests = api.MapGroup("/privacy/requests").WithTags("Rights").RequireAuthorization(Roles.PrivacyOfficer);
        FileRightsRequest.Map(requests);
        ListRightsRequests.Map(requests);
        GetRightsRequest.Map(requests);
        FindSignals.Map(requests);
        LinkSignal.Map(requests);
        RectifySubject.Map(requests);
        ExtendRightsRequest.Map(requests);
        DecideRightsRequest.Map(requests);
        LiftRestriction.Map(requests);
        ExportRequest.Map(requests);
    }
}
