using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Logs;

namespace Nabij.Signals.Identity;

/// <summary>A privacy officer of the municipality decides, or another handler of the same organisation; never the one who asked.</summary>
internal static class DecideIdentity
{
    private static readonly Text OwnRequest = ("Over uw eigen verzoek beslist een ander.", "Somebody else decides about your own request.");
    private static readonly Text Decided = ("Hierover is al beslist.", "This has been decided already.");

    public static void Map(IEndpointRouteBuilder requests) => requests.MapPost("/{requestId:guid}/decision", HandleAsync)
        .RequireAuthorization($"{Roles.Handler}|{Roles.PrivacyOfficer}")
        .WithName(nameof(DecideIdentity)).WithSummary("Approve or refuse that a handler sees who reported").ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<IdentityRequestView>, ProblemHttpResult>> HandleAsync(Guid id, Guid requestId, DecideIdentityRequest request, Caller caller,
        SignalChange change, TimeProvider time, CancellationToken ct)
    {
        var work = change.Work;
        if (await work.LoadForChangeAsync(id, ct) is not { } signal || !signal.IsSeenBy(caller)) return Problem.NotFound();
        if (await work.QuerySingleOrDefaultAsync<IdentityRequestView.Row>(FindSql, new { id, requestId }, ct) is not { } row) return Problem.NotFound();
        if (row.AskedBy == caller.Subject) return Problem.Forbidden(OwnRequest);
        if (row.Decision is not null) return Problem.Conflict(Decided);

        var now = time.GetUtcNow();
        var decided = row with { Decision = request.Decision, DecidedAt = now };
        await work.ExecuteAsync(DecideSql, new { requestId, decided.Decision, decided.DecidedAt, by = caller.Subject }, ct);
        var role = caller.Is(Roles.PrivacyOfficer) ? Roles.PrivacyOfficer : Roles.Handler;
        await change.LogAsync(signal, AuditActor.Of(caller, role), ProcessingActivity.Identity, "decide-identity", request.Decision, now, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(IdentityRequestView.Of(decided, caller.Subject));
    }

    private const string FindSql = $"select {IdentityRequestView.Columns} from identity_request where id = @requestId and signal_id = @id for update";

    private const string DecideSql = "update identity_request set decision = @Decision, decided_by = @by, decided_at = @DecidedAt where id = @requestId";
}

internal sealed record DecideIdentityRequest([property: Needed, OneOf("approved", "refused")] string Decision);
