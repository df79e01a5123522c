using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.RolePolicies;

namespace Nabij.Signals.FollowUp.Transitions;

internal static class PlanContact
{
    public static void Map(IEndpointRouteBuilder transitions) => transitions.MapPost("/plan-contact", HandleAsync)
        .AsTransition(nameof(PlanContact), "Decide to seek contact, on a legal basis");

    private static Task<Results<Ok<SignalView>, ProblemHttpResult>> HandleAsync(Guid id, PlanContactRequest request, SignalChange change, HttpContext http, CancellationToken ct) =>
        change.MakeAsync(http, id, (signal, now) => signal.PlanContact(request.LegalBasis, request.SourceBasis, now), ct);
}

/// <param name="LegalBasis">GDPR art. 6(1): <c>public-task</c> (e), <c>consent</c> (a) or <c>vital-interest</c> (d).</param>
/// <param name="SourceBasis">Why the reporter was allowed to report; needed for police and for reporters with professional secrecy.</param>
internal sealed record PlanContactRequest(
    [property: Needed, OneOf("public-task", "consent", "vital-interest")] string LegalBasis,
    [property: OneOf(SourceBasis.PatientInformed, SourceBasis.ConflictOfDuties, SourceBasis.PoliceDataDecree)] string? SourceBasis);
