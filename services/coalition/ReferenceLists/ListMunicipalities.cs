using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.ReferenceLists;

internal static class ListMunicipalities
{
    public static void Map(IEndpointRouteBuilder reference) => reference.MapGet("/municipalities", Handle)
        .WithName(nameof(ListMunicipalities)).WithSummary("Municipalities, by code; name finds a part of the name");

    private static Ok<ReferencePage<Municipality>> Handle(HttpContext http, [LengthBetween(1, 60)] string? name = null,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        var found = Municipalities.Page(page, pageSize, name);
        Paging.Link(http, page, pageSize, found.Total);
        return TypedResults.Ok(found);
    }
}
