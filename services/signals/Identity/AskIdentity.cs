using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Logs;

namespace Nabij.Signals.Identity;

internal static class AskIdentity
{
    private const int Largest = 50;

    private static readonly Text Gone = ("Deze melding is vernietigd.", "This signal has been destroyed.");
    private static readonly Text TooMany = ("Er is voor deze melding al te vaak om gevraagd.", "It was asked for too often for this signal.");

    public static void Map(IEndpointRouteBuilder requests) => requests.MapPost("", HandleAsync).RequireAuthorization(Roles.Handler)
        .WithName(nameof(AskIdentity)).WithSummary("Ask to see who reported; somebody else decides").WithIdempotency().ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Created<IdentityRequestView>, ProblemHttpResult>> HandleAsync(Guid id, AskIdentityRequest request, Caller caller, SignalChange change,
        TimeProvider time, CancellationToken ct)
    {
        var (work, now) = (change.Work, time.GetUtcNow());
        if (await work.LoadOwnAsync(id, caller, ct) is not { } signal) return Problem.NotFound();
        if (signal.IsRestricted) return Problem.Conflict(Refusal.Restricted, []);
        if (signal.State == State.Erased) return Problem.Conflict(Gone);
        if (await work.QuerySingleAsync<long>("select count(*) from identity_request where signal_id = @id", new { id }, ct) >= Largest) return Problem.Conflict(TooMany);

        var row = new IdentityRequestView.Row { Id = Guid.CreateVersion7(), Reason = request.Reason, AskedBy = caller.Subject!, AskedAt = now };
        await work.ExecuteAsync(InsertSql, new { row.Id, signal = id, row.Reason, row.AskedBy, row.AskedAt }, ct);
        await change.LogAsync(signal, caller, ProcessingActivity.Identity, "ask-identity", request.Reason, now, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, IdentityRequestView.Of(row, caller.Subject));
    }

    private const string InsertSql = "insert into identity_request (id, signal_id, reason, asked_by, asked_at) values (@Id, @signal, @Reason, @AskedBy, @AskedAt)";
}

/// <param name="Reason">Why the reporter must be known, and a message by way of the receipt is not enough.</param>
internal sealed record AskIdentityRequest([property: Needed, OneOf("safety", "contradiction", "legal-duty", "reporter-asks", "subject-asks")] string Reason);
