using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Logs;
using Nabij.Signals.Referrals;

namespace Nabij.Signals.FollowUp;

/// <summary>
/// Sets down what the person agreed to. A consent to share is about one service; it says nothing of another. Who took a consent back and gives one again stops the
/// clock that runs since then; to share does so only when contact was not taken back.
/// </summary>
internal static class GiveConsent
{
    private static readonly Text NotReachedYet = ("Toestemming kan pas als u contact hebt met de persoon.", "Consent is possible only when you are in contact with the person.");
    private static readonly Text OnlyToShare = ("Dit hoort alleen bij toestemming om te delen.", "This belongs to a consent to share only.");
    private static readonly Text WhichService = ("Zeg om welke dienst het gaat.", "Say which service it is about.");

    public static void Map(IEndpointRouteBuilder signals) => signals.MapPost("/{id:guid}/consents", HandleAsync)
        .WithName(nameof(GiveConsent)).WithSummary("Record what the person agreed to").WithIdempotency()
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Created<ConsentView>, ProblemHttpResult>> HandleAsync(Guid id, GiveConsentRequest request, Caller caller, SignalChange change,
        TimeProvider time, CancellationToken ct)
    {
        var (work, now) = (change.Work, time.GetUtcNow());
        var isToShare = request.Purpose == ConsentPurpose.ShareWithProvider;
        if (isToShare != request.ServiceId is not null) return Problem.Invalid("serviceId", WhichService);
        if (!isToShare && request.Fields is not null) return Problem.Invalid("fields", OnlyToShare);
        if (await work.LoadOwnAsync(id, caller, ct) is not { } signal) return Problem.NotFound();
        if (signal.IsRestricted) return Problem.Conflict(Refusal.Restricted, []);
        if (!signal.IsInContact) return Problem.Conflict(NotReachedYet, Transition.AllowedIn(signal.State));

        string[] fields = isToShare ? [.. (request.Fields ?? SharedField.ByDefault).Distinct()] : [];
        var consent = new ConsentView(Guid.CreateVersion7(), request.Purpose, request.ServiceId, request.GivenBy, request.Form, now, null, fields);
        await work.ExecuteAsync(InsertSql, new
        {
            consent.Id,
            signal = id,
            consent.Purpose,
            consent.ServiceId,
            consent.GivenBy,
            consent.Form,
            consent.GivenAt,
            consent.Fields,
            actor = caller.Subject,
        }, ct);
        if (signal.RenewConsent(request.Purpose)) await work.SaveClockAsync(signal, ct);
        await change.LogAsync(signal, caller, ProcessingActivity.Guide, "give-consent", request.Purpose, now, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, consent);
    }

    private const string InsertSql = """
        insert into consent (id, signal_id, purpose, service_id, fields, given_by, form, given_at, actor)
        values (@Id, @signal, @Purpose, @ServiceId, @Fields, @GivenBy, @Form, @GivenAt, @actor)
        """;
}

/// <param name="ServiceId">Needed with <c>share-with-provider</c>, and only there: the service with whose provider may be shared.</param>
/// <param name="Fields">With <c>share-with-provider</c>: what may be shared; <c>name</c> and <c>phone</c> when it is not told.</param>
internal sealed record GiveConsentRequest(
    [property: Needed, OneOf(ConsentPurpose.Contact, ConsentPurpose.ShareWithProvider, ConsentPurpose.FeedbackToReporter, ConsentPurpose.EffectMeasurement)] string Purpose,
    Guid? ServiceId,
    [property: Needed, OneOf("subject", "representative")] string GivenBy,
    [property: Needed, OneOf("oral", "written", "digital")] string Form,
    [property: AtMost(5), OneOf(SharedField.Name, SharedField.Phone, SharedField.Email, SharedField.Address, SharedField.Note)] IReadOnlyList<string>? Fields = null);
