using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Logs;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Outreach;

/// <summary>Opens addresses for who goes on the visits. Each person whose address is opened has a line of the processing log.</summary>
internal static class OpenVisits
{
    public static void Map(IEndpointRouteBuilder rounds) => rounds.MapPost("/{id:guid}/open", HandleAsync)
        .WithName(nameof(OpenVisits)).WithSummary("Open addresses of a round for a visit; it is logged")
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<OpenedVisits>, ProblemHttpResult>> HandleAsync(Guid id, OpenVisitsRequest request, Caller caller, UnitOfWork work,
        SealedRecords records, CancellationToken ct)
    {
        if (await work.LoadRoundAsync(id, ct) is not { } round || !round.IsVisitedBy(caller)) return Problem.NotFound();
        var access = new Access(ProcessingActivity.Outreach, request.Purpose, AuditActor.Of(caller, Roles.Handler));
        var opened = await records.OpenVisitsAsync(work, id, round.Municipality, access, [.. request.Visits.Distinct()], ct);
        return TypedResults.Ok(new OpenedVisits([.. opened.Select(v => new OpenedVisit(v.Id, v.Record.Address, v.Record.Name))]));
    }
}

internal sealed record OpenVisitsRequest([property: Needed, OneOf("visit")] string Purpose, [property: Needed, AtLeast(1), AtMost(50)] IReadOnlyList<Guid> Visits);

/// <summary>What is not of this round, or was destroyed, is absent.</summary>
internal sealed record OpenedVisits(IReadOnlyList<OpenedVisit> Items);

internal sealed record OpenedVisit(Guid Id, string Address, string? Name);
