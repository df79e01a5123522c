using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Coalition.Coalitions;
using Nabij.Messaging;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Workgroups;

/// <summary>A workgroup starts with a name; the rest may follow while it forms.</summary>
/// <param name="Components">Codes of the components that it works on.</param>
internal sealed record CreateWorkgroupRequest(
    [property: Needed, LengthBetween(3, 120)] string Name,
    [property: LengthBetween(1, 1000)] string? Purpose = null,
    [property: OneOf("consent", "majority", "mandate")] string? DecisionMethod = null,
    [property: AtMost(6), CodeOf("components")] IReadOnlyList<string>? Components = null);

internal static class CreateWorkgroup
{
    private static readonly Text Exists = ("Er is al een werkgroep met deze naam.", "There is a workgroup of this name already.");

    public static void Map(IEndpointRouteBuilder workgroups) => workgroups.MapPost("/coalitions/{id:guid}/workgroups", HandleAsync)
        .WithName(nameof(CreateWorkgroup)).WithSummary("Form a workgroup")
        .WithIdempotency().ProducesProblem(409);

    private static async Task<Results<Created<WorkgroupAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, CreateWorkgroupRequest request, Caller caller, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var coalition = await CoalitionRows.FindForChangeAsync(work, id, caller, ct);
        if (coalition is null) return Problem.NotFound();
        if (coalition.TakesNothingMore() is { } refusal) return refusal.ToProblem();

        var (now, group) = (clock.GetUtcNow(), Workgroup.Create(id, request.Name, request.Purpose, request.DecisionMethod, request.Components ?? []));
        var created = await work.ExecuteAsync(InsertSql,
            new { group.Id, group.CoalitionId, group.Name, group.Purpose, group.DecisionMethod, group.Components, now }, ct);
        if (created == 0) return Problem.Conflict(Exists);

        await History.AddAsync(work, History.Workgroup, group.Id, group.Version, "formed", caller.Subject, now, ct: ct);
        await work.CommitAsync(ct);
        ETag.Set(http, group.Version);
        return TypedResults.Created(Addresses.OfWorkgroup(group.Id), WorkgroupAnswer.Of(group));
    }

    private const string InsertSql = """
        insert into workgroup (id, coalition_id, name, purpose, decision_method, components, status, created_at, version)
        values (@Id, @CoalitionId, @Name, @Purpose, @DecisionMethod, @Components, 'forming', @now, 1)
        on conflict do nothing
        """;
}
