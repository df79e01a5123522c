using Nabij.ServiceDefaults.Auth;

namespace Nabij.Notifications.Feed;

internal static class FeedEndpoints
{
    public static void MapFeed(this IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("/events").WithTags("Events").RequireAuthorization(Roles.Partner);
        ReadEvents.Map(events);
        StreamEvents.Map(events);
    }
}
