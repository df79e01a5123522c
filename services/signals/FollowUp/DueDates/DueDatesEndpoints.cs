using Nabij.ServiceDefaults.Auth;

namespace Nabij.Signals.FollowUp.DueDates;

internal static class DueDatesEndpoints
{
    public static void MapDueDates(this IEndpointRouteBuilder api)
    {
        var dueDates = api.MapGroup("/municipalities/{code}/due-dates").WithTags("Follow-up").RequireAuthorization(Roles.Coordinator);
        GetDueDates.Map(dueDates);
        SetDueDates.Map(dueDates);
    }
}
