using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Coalition.Coalitions;
using Nabij.Messaging;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Coalition.Agreements;

internal static class ProposeAgreement
{
    public static void Map(IEndpointRouteBuilder agreements) => agreements.MapPost("/coalitions/{id:guid}/agreements", HandleAsync)
        .WithName(nameof(ProposeAgreement)).WithSummary("Propose an agreement; only \"what\" is needed yet")
        .WithIdempotency().ProducesProblem(409);

    private static async Task<Results<Created<AgreementAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, AgreementTerms request, Caller caller, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var coalition = await CoalitionRows.FindForChangeAsync(work, id, caller, ct);
        if (coalition is null || !await TakesPartAsync(caller, id, work, ct)) return Problem.NotFound();
        if ((coalition.TakesNothingMore() ?? await TermsCheck.RunAsync(work, id, request, ct)) is { } refusal) return refusal.ToProblem();

        // The lock of the coalition makes the number unique; the transaction makes that none is skipped.
        var number = await work.QuerySingleAsync<int>(NumberSql, new { id }, ct);
        var agreement = Agreement.Propose(id, number, request, caller.Subject!, clock.GetUtcNow());
        await work.ExecuteAsync(InsertSql, AgreementRows.Values(agreement), ct);
        await History.AddAsync(work, History.Agreement, agreement.Id, agreement.Version, "proposed", caller.Subject, agreement.ProposedAt, ct: ct);
        var saved = await AgreementRows.ReadAsync(work, agreement.Id, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, saved.Version);
        return TypedResults.Created(Addresses.OfAgreement(saved.Id), AgreementAnswer.Of(saved, clock.Today()));
    }

    /// <summary>A member proposes when its organisation is a partner.</summary>
    private static async Task<bool> TakesPartAsync(Caller caller, Guid coalition, UnitOfWork work, CancellationToken ct) =>
        caller.Is(Roles.Coordinator) || await work.QuerySingleAsync<bool>(TakesPartSql, new { coalition, caller.Organisation }, ct);

    private const string TakesPartSql = """
        select exists (select 1 from partner where coalition_id = @coalition and organisation_id = @Organisation and status in ('active', 'dormant'))
        """;

    private const string NumberSql = "update coalition set last_agreement = last_agreement + 1 where id = @id returning last_agreement";

    private const string InsertSql = """
        insert into agreement (id, coalition_id, number, what, owner_id, due_date, means, realistic, realistic_note, supported, supported_note,
            staffed, staffed_note, funded, funded_note, gap_id, workgroup_id, component, status, proposed_by, proposed_at, version)
        values (@Id, @CoalitionId, @Number, @What, @OwnerId, @DueDate, @Means, @Realistic, @RealisticNote, @Supported, @SupportedNote,
            @Staffed, @StaffedNote, @Funded, @FundedNote, @GapId, @WorkgroupId, @Component, @status, @ProposedBy, @ProposedAt, @Version)
        """;
}
