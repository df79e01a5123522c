using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Signals.Rights;

/// <summary>
/// Ends a request. Granted erasure and granted objection order the destruction of what the request is about, which the round of retention carries out within a
/// quarter of an hour. A restriction that was refused or withdrawn is lifted, unless another request asks for it too.
/// </summary>
internal static class DecideRightsRequest
{
    private static readonly Text OnHold = ("Op een van deze meldingen ligt een bewaarplicht (legal hold). Hef die eerst op.", "One of these signals is under a legal hold. Lift that first.");

    public static void Map(IEndpointRouteBuilder requests) => requests.MapPost("/{id:guid}/decide", HandleAsync)
        .WithName(nameof(DecideRightsRequest)).WithSummary("Decide about a request, with a reason").RequireIfMatch().ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<RightsRequestView>, ProblemHttpResult>> HandleAsync(Guid id, DecideRightsRequestRequest asked, Caller caller, IfMatch ifMatch,
        RightsStore store, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var (work, now) = (store.Work, time.GetUtcNow());
        if (await store.LoadAsync(id, caller, ct) is not { } request) return Problem.NotFound();
        if (!ifMatch.Allows(request.Version)) return Problem.PreconditionFailed();
        if (request.Decide(asked.Decision, asked.Reason, now) is { } refusal) return Problem.Conflict(refusal);

        var signals = await store.SignalsAsync(request, ct);
        if (request is { State: RightsRequest.Granted, Erases: true })
        {
            if (await work.QuerySingleAsync<bool>(OnHoldSql, request, ct)) return Problem.Conflict(OnHold);
            var scope = request.About == RightsRequest.AboutReporter ? Retention.ErasureScope.Reporter : Retention.ErasureScope.Signal;
            await work.ExecuteAsync(OrderSql, new { request.Id, scope, now }, ct);
        }

        await store.SaveAsync(request, ct);
        if (request is { Restricts: true, State: RightsRequest.Refused or RightsRequest.Withdrawn }) await store.LiftAsync(request, ct);
        await store.LogAsync(request, caller, "decide-rights-request", signals, now, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, request.Version);
        return TypedResults.Ok(RightsRequestView.Of(request));
    }

    private const string OnHoldSql = """
        select exists (select from rights_request_signal l join signal s on s.id = l.signal_id where l.request_id = @Id and s.hold_reason is not null)
        """;

    private const string OrderSql = """
        insert into erasure_order (signal_id, scope, ordered_at) select signal_id, @scope, @now from rights_request_signal where request_id = @Id on conflict do nothing
        """;
}

/// <param name="Reason">Which ones fit a decision: <c>granted</c> done, nothing-found; <c>partly-granted</c> rights-of-others, legal-duty; <c>withdrawn</c> by-person; <c>refused</c> the others.</param>
internal sealed record DecideRightsRequestRequest(
    [property: Needed, OneOf(RightsRequest.Granted, RightsRequest.PartlyGranted, RightsRequest.Refused, RightsRequest.Withdrawn)] string Decision,
    [property: Needed, OneOf("done", "nothing-found", "identity-not-proven", "rights-of-others", "legal-duty", "legal-claim", "overriding-interest", "manifestly-unfounded", "by-person")] string Reason);
