using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Referrals;
using Nabij.Signals.Vault;

namespace Nabij.Signals.FollowUp.Transitions;

/// <summary>
/// Refers the person to a service of the catalogue, with consent to share with exactly that one. What is shared is sealed under the person's key, and is no
/// more than the consent names.
/// </summary>
internal static class ReferToService
{
    public static void Map(IEndpointRouteBuilder transitions) => transitions.MapPost("/refer", HandleAsync)
        .AsTransition(nameof(ReferToService), "Refer to a service of the catalogue, with consent");

    private static async Task<Results<Ok<SignalView>, ProblemHttpResult>> HandleAsync(Guid id, ReferRequest request, SignalChange change, KeyVault vault, HttpContext http,
        CancellationToken ct)
    {
        var service = request.ServiceId!.Value;
        var isActive = await change.Work.QuerySingleOrDefaultAsync<bool>(ActiveSql, new { service }, ct);
        return await change.MakeAsync(http, id, (signal, now) => signal.Refer(service, isActive, request.Share?.Fields() ?? [], now), ct, SealAsync);

        async Task SealAsync(Signal signal, CancellationToken ct)
        {
            if (request.Share is not { } share) return;
            using var keys = await vault.FindAsync(id, signal.Municipality, ct);
            signal.Referral!.Shared = keys.Seal(KeyOwner.Subject, SealedField.Referral(signal.Referral.Id), share).Bytes;
        }
    }

    private const string ActiveSql = "select active from known_service where service_id = @service";
}

/// <param name="Share">What the provider gets to see, within the consent. Without it the handler tells the provider by other means.</param>
internal sealed record ReferRequest([property: Needed] Guid? ServiceId, SharedDetails? Share);
