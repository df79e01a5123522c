using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Intake;
using Nabij.Signals.Logs;
using Nabij.Signals.Privacy;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Rights;

/// <summary>Puts right what is known of the person of concern: all details as they should be, in place of those that are there. What was ticked on a card stays.</summary>
internal static class RectifySubject
{
    private static readonly Text NotThis = ("Dit verzoek vraagt niet om een verbetering van deze melding.", "This request does not ask for a rectification of this signal.");

    private static readonly Text NoPostcode = (
        "Geef de postcode bij dit adres. Zonder postcode is de melding niet meer te vinden op adres.",
        "Give the postcode of this address. Without it the signal cannot be found by its address any more.");

    public static void Map(IEndpointRouteBuilder requests) => requests.MapPost("/{id:guid}/rectify", HandleAsync)
        .WithName(nameof(RectifySubject)).WithSummary("Put right what is known of the person of concern").ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(Guid id, RectifySubjectRequest asked, Caller caller, RightsStore store, SealedRecords records,
        KeyVault vault, SubjectIndex index, TimeProvider time, CancellationToken ct)
    {
        var (work, now, signalId, details) = (store.Work, time.GetUtcNow(), asked.SignalId!.Value, asked.Subject);
        if (await store.LoadAsync(id, caller, ct) is not { } request) return Problem.NotFound();
        if (request is not { Kind: RightsRequest.Rectification, About: RightsRequest.AboutSubject, IsOpen: true } || !(await store.SignalsAsync(request, ct)).Contains(signalId))
            return Problem.Conflict(NotThis);

        // The card stands in the same record: it is read, which is logged, and sealed again.
        var access = new Access(ProcessingActivity.Rights, "rights", AuditActor.Of(caller, Roles.PrivacyOfficer));
        var known = (await records.OpenAsync(work, signalId, access, [SealedField.Subject], ct)).Subject;
        if (await work.LoadForChangeAsync(signalId, ct) is not { } signal || signal.State == State.Erased) return Problem.NotFound();
        using var keys = await vault.FindAsync(signalId, signal.Municipality, ct);
        // Where the address says no postcode, the reporter's was hashed and not kept: the same address stays findable, and another one needs a postcode.
        var keepsAddress = asked.Postcode is null && details.Address is not null && details.Address == known?.Address;
        if (!keepsAddress && details.Address is not null && SubjectIndex.NormalAddress(details.Address, asked.Postcode) is null
            && await work.QuerySingleAsync<bool>(IsFoundByAddressSql, new { signalId }, ct)) return Problem.Invalid("postcode", NoPostcode);
        var entries = await index.HashAsync(signal.Municipality, details.ForIndex(asked.Postcode).Where(d => !keepsAddress || d.Kind != SubjectIndex.Address), ct);
        await work.ExecuteAsync(ReplaceSql, new
        {
            id = signalId,
            keepsAddress,
            subject = keys.Seal(KeyOwner.Subject, SealedField.Subject, details.ToRecord(known?.Card)).Bytes,
            indexOwners = entries.Select(e => e.Owner).ToArray(),
            indexKinds = entries.Select(e => e.Kind).ToArray(),
            indexHashes = entries.Select(e => e.Hash).ToArray(),
        }, ct);
        await store.LogAsync(request, caller, "rectify-subject", [signalId], now, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private const string IsFoundByAddressSql = "select exists (select from subject_index where signal_id = @signalId and owner = 'subject' and kind = 'address')";

    private const string ReplaceSql = $"""
        update signal_record set subject = @subject where signal_id = @id;
        delete from subject_index where signal_id = @id and owner = 'subject' and not (@keepsAddress and kind = 'address');
        {SubjectIndex.InsertSql}
        """;
}

/// <param name="Subject">All of it: what is left out is not known any more.</param>
/// <param name="Postcode">Of an address that does not say it.</param>
internal sealed record RectifySubjectRequest(
    [property: Needed] Guid? SignalId, [property: Needed] SubjectDetails Subject,
    [property: PostcodeValue, PersonalData("Finds the signals of the one who asks; only its hash is kept", Whose.DataSubject)] string? Postcode);
