using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Intake;
using Nabij.Signals.Logs;
using Nabij.Signals.Privacy;
using Nabij.Signals.Receipts;
using Nabij.Signals.Rights;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Reporter;

/// <summary>The reporter says how to be reached, in place of what was said before.</summary>
internal static class ChangeContact
{
    private static readonly Text Nothing = ("Vul een naam, e-mailadres of telefoonnummer in.", "Give a name, an e-mail address or a telephone number.");
    private static readonly Text Done = ("Uw melding is afgerond. U kunt uw gegevens alleen nog laten verwijderen.", "Your report was completed. You can only have your details removed now.");

    public static void Map(IEndpointRouteBuilder reporter) => reporter.MapPut("/contact", HandleAsync)
        .WithName(nameof(ChangeContact)).WithSummary("Change how the reporter can be reached")
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(ChangeContactRequest request, ReceiptSession session, KeyVault vault,
        SubjectIndex subjects, ProcessingLog processing, UnitOfWork work, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if ((request.Name ?? request.Email ?? request.Phone) is null) return Problem.Invalid("email", Nothing);
        if (await work.LoadForReporterAsync(session, now, ct) is not { } signal) return Problem.Of(StatusCodes.Status401Unauthorized, ReporterEndpoints.NoSession);
        if (!signal.TakesMessages) return Problem.Conflict(Done);

        using var keys = await WithReporterKeyAsync(vault, signal.Id, signal.Municipality, ct);
        await work.ExecuteAsync(ChangeSql, new
        {
            signal.Id,
            reporter = keys.Seal(KeyOwner.Reporter, SealedField.Reporter, new ReporterRecord(request.Name, request.Email, request.Phone)).Bytes,
            hasAddress = request.Email is not null,
            wantsFeedback = request.WantsFeedback ?? signal.WantsFeedback,
            now,
        }, ct);
        var index = await subjects.HashAsync(signal.Municipality, request.ForIndex(), ct);
        await work.ExecuteAsync(IndexSql, new { signal.Id, owner = RightsRequest.AboutReporter, kinds = index.Select(i => i.Kind).ToArray(), hashes = index.Select(i => i.Hash).ToArray() }, ct);
        await processing.WriteAsync(work, ProcessingActivity.Receive, signal.Municipality, now, keys, [KeyOwner.Reporter], ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    /// <summary>Who removed the contact data before has no key any more.</summary>
    private static async Task<SignalKeys> WithReporterKeyAsync(KeyVault vault, Guid signal, string municipality, CancellationToken ct)
    {
        var keys = await vault.FindAsync(signal, municipality, ct);
        if (keys.Has(KeyOwner.Reporter)) return keys;
        keys.Dispose();
        await vault.RenewReporterAsync(signal, ct);
        return await vault.FindAsync(signal, municipality, ct);
    }

    // A reference to the address of before must not lead to the new one's mailbox, or to none.
    private const string ChangeSql = $"""
        update signal_record set reporter = @reporter where signal_id = @Id;
        update signal set has_address = @hasAddress, wants_feedback = @wantsFeedback, {Messages.ReachableSql}, version = version + 1 where id = @Id;
        update recipient set acknowledged_at = @now where signal_id = @Id and acknowledged_at is null;
        """;

    private const string IndexSql = """
        delete from subject_index where signal_id = @Id and owner = @owner;
        insert into subject_index (signal_id, owner, kind, hash) select @Id, @owner, i.kind, i.hash from unnest(@kinds, @hashes) as i (kind, hash);
        """;
}

/// <param name="WantsFeedback">The reporter likes to hear that something was done; what it was, when it is not told.</param>
internal sealed record ChangeContactRequest(
    [property: LengthBetween(1, 120), PersonalData("To know whom to ask, where the reporter wants that", Whose.Reporter)] string? Name,
    [property: MailAddress, PersonalData("To tell that there is news", Whose.Reporter)] string? Email,
    [property: LengthBetween(3, 30), PersonalData("To ask the reporter something, where the reporter wants that", Whose.Reporter)] string? Phone,
    bool? WantsFeedback)
{
    public IEnumerable<(string Owner, string Kind, string? Value)> ForIndex() => new ReporterContact(Name, Email, Phone).ForIndex();
}
