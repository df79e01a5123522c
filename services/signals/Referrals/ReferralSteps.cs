using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.FollowUp;

namespace Nabij.Signals.Referrals;

/// <summary>What a provider tells: it takes the person, or does not and why, the person came, and it is done.</summary>
internal static class ReferralSteps
{
    public static void Map(IEndpointRouteBuilder referrals)
    {
        referrals.MapStep("accept", "AcceptReferral", "Take the person", (signal, now) => signal.AcceptReferral(now));
        referrals.MapPost("/{id:guid}/reject", RejectAsync).AsStep("RejectReferral", "Do not take the person, for a reason");
        referrals.MapStep("start", "StartReferral", "The person was met for the first time", (signal, now) => signal.Move("start-referral", now));
        referrals.MapStep("complete", "CompleteReferral", "What the service could do is done", (signal, now) => signal.Move("complete-referral", now));
    }

    private static Task<Results<Ok<ReferralItem>, ProblemHttpResult>> RejectAsync(Guid id, RejectReferralRequest request, ReferralChange change, HttpContext http, CancellationToken ct) =>
        change.MakeAsync(http, id, (signal, now) => signal.RejectReferral(request.Reason, now), ct);

    private static void MapStep(this IEndpointRouteBuilder referrals, string step, string name, string summary, Func<Signal, DateTimeOffset, Refusal?> take) => referrals
        .MapPost($"/{{id:guid}}/{step}", Task<Results<Ok<ReferralItem>, ProblemHttpResult>> (Guid id, ReferralChange change, HttpContext http, CancellationToken ct) =>
            change.MakeAsync(http, id, take, ct))
        .AsStep(name, summary);

    private static void AsStep(this RouteHandlerBuilder route, string name, string summary) =>
        route.WithName(name).WithSummary(summary).RequireIfMatch().ProducesProblem(StatusCodes.Status409Conflict);
}

internal sealed record RejectReferralRequest([property: Needed, OneOf(ReturnReason.Full, ReturnReason.NotSuitable, ReturnReason.Unreachable)] string Reason);
