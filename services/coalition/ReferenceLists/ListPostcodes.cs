using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.ReferenceLists;

internal static class ListPostcodes
{
    public static void Map(IEndpointRouteBuilder reference) => reference.MapGet("/postcodes", Handle)
        .WithName(nameof(ListPostcodes)).WithSummary("Four-digit postcode areas with place and municipality");

    private static Ok<ReferencePage<Postcode>> Handle(HttpContext http, [MunicipalityCode] string? municipality = null,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        var found = Postcodes.Page(page, pageSize, municipality);
        Paging.Link(http, page, pageSize, found.Total);
        return TypedResults.Ok(found);
    }
}
