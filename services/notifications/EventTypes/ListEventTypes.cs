using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Notifications.EventTypes;

/// <summary>What partners can subscribe to: meaning, audience and schema of every public type.</summary>
internal static class ListEventTypes
{
    public static void Map(IEndpointRouteBuilder types) => types.MapGet("", Handle)
        .WithName(nameof(ListEventTypes)).WithSummary("The event types, with meaning and JSON schema").WithPublicCaching();

    private static Ok<PagedList<EventTypeDescription>> Handle(
        EventCatalog catalog, HttpContext http, [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 100) =>
        Paging.Ok(http, [.. catalog.All.Skip(Paging.Offset(page, pageSize)).Take(pageSize)], page, pageSize, catalog.All.Count);
}
