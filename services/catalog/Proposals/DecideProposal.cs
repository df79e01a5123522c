using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Proposals;

/// <param name="Decisions">One for each field of the proposal.</param>
internal sealed record DecideProposalRequest([property: Needed, AtLeast(1), AtMost(40)] IReadOnlyList<FieldDecision> Decisions);

/// <param name="Reason">Needed for what is not approved: the provider reads it.</param>
internal sealed record FieldDecision(
    [property: Needed, ContentField] string Field,
    [property: Needed] bool? Approve,
    [property: LengthBetween(3, 300)] string? Reason = null);

/// <summary>An editor decides field by field. What is approved becomes one change of the service; the rest stays as it was.</summary>
internal static class DecideProposal
{
    private static readonly Text FillIn = ("Vul deze beslissing in, of laat haar weg.", "Fill in this decision, or leave it out.");
    private static readonly Text NotInIt = ("Dit veld staat niet in het voorstel, of al eerder in deze lijst.", "This field is not in the proposal, or stands in this list already.");
    private static readonly Text WhyNot = ("Vertel de aanbieder waarom niet.", "Tell the provider why not.");
    private static readonly Text Changed = ("Iemand heeft dit intussen anders gemaakt. Zie conflicts.", "Somebody has made this different meanwhile. See conflicts.");

    public static void Map(IEndpointRouteBuilder proposals) => proposals.MapPost("/{id:guid}/decide", HandleAsync)
        .WithName(nameof(DecideProposal)).WithSummary("Approve or reject each field of a proposal")
        .RequireAuthorization(Roles.Editor).RequireIfMatch().ProducesProblem(409);

    private static async Task<Results<Ok<ProposalAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, DecideProposalRequest request, Caller caller, IfMatch match, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        // The service first, as where a proposal is made: nobody waits for each other in a circle.
        var about = await work.QuerySingleOrDefaultAsync<Guid?>("select service_id from proposal where id = @id", new { id }, ct);
        var service = await ServiceRows.FindForChangeAsync(work, about ?? Guid.Empty, ct);
        if (service is null || !service.MayBeChangedBy(caller)) return Problem.NotFound();
        if (await ProposalRows.LockAsync(work, id, ct) is not { } proposal) return Problem.NotFound();
        if (!match.Allows(proposal.Version)) return Problem.PreconditionFailed();
        if (proposal.State != ProposalState.Open || service.State == ServiceState.Archived) return Problem.Conflict(StepOnService.NotNow, []);
        if (Faults(proposal, request.Decisions) is { Count: > 0 } faults) return Problem.Invalid(faults);

        var approved = request.Decisions.Where(d => d.Approve == true).Select(d => d.Field).ToArray();
        if (proposal.Conflicts(service.Content).Intersect(approved).ToArray() is { Length: > 0 } conflicts) return Conflict(conflicts);
        var merged = proposal.Apply(service.Content, approved);
        if (merged.Faults() is { Count: > 0 } together) return Problem.Invalid(together);
        if (!Service.MayChange(caller, service.OrganisationId, merged)) return Problem.Forbidden(ServiceTexts.NotYours);

        var now = clock.GetUtcNow();
        var changed = ServiceRows.Differences(service.Content, merged);
        if (changed.Count > 0)
        {
            if (service.Change(merged, changed, now) is { } happened) work.Publish(happened);
            await ServiceRows.UpdateAsync(work, service, ct);
        }

        proposal.Decide([.. request.Decisions.Select(d => new DecidedField(d.Field, d.Approve == true, d.Reason))], now);
        await ProposalRows.SaveAsync(work, proposal, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, proposal.Version);
        return TypedResults.Ok(ProposalAnswer.Of(proposal, service.Content));
    }

    private static Dictionary<string, string[]> Faults(Proposal proposal, IReadOnlyList<FieldDecision?> decisions)
    {
        var faults = new Dictionary<string, string[]>();
        var open = proposal.Fields.ToHashSet();
        for (var i = 0; i < decisions.Count; i++)
        {
            if (decisions[i] is not { } decision) faults[$"decisions[{i}]"] = [FillIn.ToString()];
            else if (!open.Remove(decision.Field)) faults[$"decisions[{i}].field"] = [NotInIt.ToString()];
            else if (decision is { Approve: false, Reason: null }) faults[$"decisions[{i}].reason"] = [WhyNot.ToString()];
        }

        if (open.Count > 0 && faults.Count == 0)
        {
            var names = string.Join(", ", open);
            faults["decisions"] = [new Text($"Beslis ook over: {names}.", $"Decide on these too: {names}.").ToString()];
        }

        return faults;
    }

    private static ProblemHttpResult Conflict(string[] fields)
    {
        var problem = Problem.Conflict(Changed);
        problem.ProblemDetails.Extensions["conflicts"] = fields;
        return problem;
    }
}
