using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Logs;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Referrals;

/// <summary>
/// The provider reads what the person agreed to share: for a purpose, logged before it is shown, while the referral is open and the consent stands. To withdraw the
/// consent ends the referral, so one condition holds both.
/// </summary>
internal static class OpenReferral
{
    private static readonly Text Over = ("Deze verwijzing is voorbij. De gegevens zijn niet meer te lezen.", "This referral is over. What was shared can no longer be read.");

    public static void Map(IEndpointRouteBuilder referrals) => referrals.MapPost("/{id:guid}/open", HandleAsync)
        .WithName(nameof(OpenReferral)).WithSummary("Read what was shared, for a purpose; it is logged")
        .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<SharedDetails>, ProblemHttpResult>> HandleAsync(Guid id, OpenReferralRequest request, Caller caller, UnitOfWork work,
        SealedRecords records, CancellationToken ct)
    {
        if (await work.QuerySingleOrDefaultAsync<Row>(FindSql, ReferralItem.Own(id, caller), ct) is not { } referral) return Problem.NotFound();
        if (referral.IsRestricted) return Problem.Conflict(Refusal.Restricted, []);
        if (!referral.IsOpen) return Problem.Conflict(Over, []);
        string[] fields = [.. request.Fields is { Count: > 0 } asked ? referral.Fields.Intersect(asked) : referral.Fields];
        if (referral.Shared is null || fields.Length == 0) return TypedResults.Ok(SharedDetails.Nothing);

        var access = new Access(ProcessingActivity.Refer, request.Purpose, AuditActor.Of(caller, Roles.Provider));
        var shared = await records.OpenSharedAsync(work, referral.SignalId, referral.Municipality, id, new Sealed(referral.Shared), access, fields, ct);
        return TypedResults.Ok(shared ?? SharedDetails.Nothing);
    }

    private sealed record Row
    {
        public Guid SignalId { get; init; }
        public string Municipality { get; init; } = "";
        public string[] Fields { get; init; } = [];
        public byte[]? Shared { get; init; }
        public bool IsRestricted { get; init; }
        public bool IsOpen { get; init; }
    }

    // Locked, so that a withdrawal comes before or after.
    private const string FindSql = $"""
        select r.signal_id, s.municipality, r.fields, r.shared, s.restricted_at is not null as is_restricted,
               r.status in ('sent', 'accepted', 'started') and s.state in ('referred', 'started') and exists (
                   select from consent c where c.signal_id = s.id and c.service_id = r.service_id and c.withdrawn_at is null) as is_open
        from signal s join referral r on r.signal_id = s.id
        where r.id = @id and {ReferralItem.OwnSql}
        for update of s
        """;
}

/// <param name="Purpose">What it is read for.</param>
/// <param name="Fields">What is needed of it; all that was shared without it.</param>
internal sealed record OpenReferralRequest(
    [property: Needed, OneOf("assess", "contact")] string Purpose,
    [property: AtMost(5), OneOf(SharedField.Name, SharedField.Phone, SharedField.Email, SharedField.Address, SharedField.Note)] IReadOnlyList<string>? Fields);
