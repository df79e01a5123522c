using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Coalition.Workgroups;

/// <param name="Components">Codes of the components that it works on.</param>
internal sealed record ChangeWorkgroupRequest(
    [property: Needed, LengthBetween(3, 120)] string Name,
    [property: LengthBetween(1, 1000)] string? Purpose = null,
    [property: OneOf("consent", "majority", "mandate")] string? DecisionMethod = null,
    [property: AtMost(6), CodeOf("components")] IReadOnlyList<string>? Components = null);

internal static class ChangeWorkgroup
{
    private static readonly Text NameTaken = ("Er is al een werkgroep met deze naam.", "There is a workgroup of this name already.");

    public static void Map(IEndpointRouteBuilder workgroups) => workgroups.MapPut("/workgroups/{id:guid}", HandleAsync)
        .WithName(nameof(ChangeWorkgroup)).WithSummary("Change name, purpose, decision method and components")
        .RequireIfMatch().ProducesProblem(409);

    private static async Task<Results<Ok<WorkgroupAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command, ChangeWorkgroupRequest request)
    {
        try
        {
            return await WorkgroupChange.ApplyAsync(command, "changed",
                workgroup => workgroup.Change(request.Name, request.Purpose, request.DecisionMethod, request.Components ?? []));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Problem.Conflict(NameTaken);
        }
    }
}
