namespace Nabij.Notifications.EventTypes;

internal static class EventTypesEndpoints
{
    public static void MapEventTypes(this IEndpointRouteBuilder api)
    {
        var types = api.MapGroup("/event-types").WithTags("Event types").AllowAnonymous();
        ListEventTypes.Map(types);
    }
}
