using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Lists = Nabij.Reference.ReferenceLists;
using ReferenceList = Nabij.Reference.ReferenceList;

namespace Nabij.Coalition.ReferenceLists;

internal static class GetReferenceList
{
    public static void Map(IEndpointRouteBuilder reference) => reference.MapGet("/{list}", Handle)
        .WithName(nameof(GetReferenceList)).WithSummary("One list: codes with their labels, source and date");

    private static Results<Ok<ReferenceList>, ProblemHttpResult> Handle([LengthBetween(1, 60)] string list) =>
        Lists.TryGet(list, out var found) ? TypedResults.Ok(found) : Problem.NotFound();
}
