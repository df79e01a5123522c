using Nabij.Messaging;
using Nabij.Signals.Logs;
using Nabij.Signals.Referrals;

namespace Nabij.Signals.Vault;

/// <summary>Why somebody reads, and who. All of it is logged.</summary>
/// <param name="Activity">The processing activity of the register that the purpose belongs to.</param>
/// <param name="Purpose">Code of the purpose.</param>
internal sealed record Access(ProcessingActivity Activity, string Purpose, AuditActor Actor);

/// <summary>The sealed fields of a signal.</summary>
internal static class SealedField
{
    public const string Subject = "subject", Reporter = "reporter", Worry = "worry", Notes = "notes";

    /// <summary>The place of one note.</summary>
    public static string Note(Guid id) => $"note {id}";

    /// <summary>The place of what is shared by one referral.</summary>
    public static string Referral(Guid id) => $"referral {id}";

    public static KeyOwner OwnerOf(string field) => field switch
    {
        Subject => KeyOwner.Subject,
        Reporter => KeyOwner.Reporter,
        _ => KeyOwner.Case,
    };
}

/// <summary>What was opened. A field that was not asked for, was never given or was erased is null.</summary>
internal sealed record OpenedRecord(SubjectRecord? Subject, ReporterRecord? Reporter, WorryRecord? Worry, IReadOnlyList<OpenedNote>? Notes);

internal sealed record OpenedNote(Guid Id, string Kind, string Text, DateTimeOffset WrittenAt);

/// <summary>
/// The only way to plaintext. It first commits what it is about to do to the processing log and the audit log, and opens after that:
/// when it cannot be logged, it cannot be read.
/// </summary>
internal sealed class SealedRecords(KeyVault vault, ProcessingLog processing, AuditLog audit, TimeProvider time)
{
    /// <param name="work">Committed here, with whatever else it holds.</param>
    /// <param name="fields">Of <see cref="SealedField"/>.</param>
    public async Task<OpenedRecord> OpenAsync(UnitOfWork work, Guid signal, Access access, IReadOnlyCollection<string> fields, CancellationToken ct)
    {
        var start = time.GetUtcNow();
        var record = await work.QuerySingleAsync<StoredRecord>(FindSql, new { signal }, ct);
        using var keys = await vault.FindAsync(signal, record.Municipality, ct);
        // What is written of a case is about the person of concern.
        var people = fields.Select(SealedField.OwnerOf).Select(owner => owner == KeyOwner.Case ? KeyOwner.Subject : owner).Distinct()
            .Where(owner => owner != KeyOwner.Reporter || record.Reporter is not null);
        var notes = fields.Contains(SealedField.Notes) ? await work.QueryAsync<StoredNote>(NotesSql, new { signal }, ct) : null;
        await LogAsync(work, signal, record.Municipality, access, start, keys, people, fields, ct);
        return new OpenedRecord(
            Open<SubjectRecord>(SealedField.Subject, record.Subject),
            Open<ReporterRecord>(SealedField.Reporter, record.Reporter),
            Open<WorryRecord>(SealedField.Worry, record.Worry),
            keys.Has(KeyOwner.Case) ? notes?.Select(n => new OpenedNote(n.Id, n.Kind, keys.Open<string>(KeyOwner.Case, SealedField.Note(n.Id), new Sealed(n.Text)), n.WrittenAt)).ToList() : null);

        T? Open<T>(string field, byte[]? content) where T : class =>
            content is not null && fields.Contains(field) && keys.Has(SealedField.OwnerOf(field))
                ? keys.Open<T>(SealedField.OwnerOf(field), field, new Sealed(content))
                : null;
    }

    /// <summary>What a person agreed to share by a referral: the fields that were asked for, and no other. Null when the key was destroyed.</summary>
    /// <param name="work">Committed here, with whatever else it holds.</param>
    public async Task<SharedDetails?> OpenSharedAsync(UnitOfWork work, Guid signal, string municipality, Guid referral, Sealed content, Access access,
        IReadOnlyCollection<string> fields, CancellationToken ct)
    {
        var start = time.GetUtcNow();
        using var keys = await vault.FindAsync(signal, municipality, ct);
        await LogAsync(work, signal, municipality, access, start, keys, [KeyOwner.Subject], fields, ct);
        return keys.Has(KeyOwner.Subject) ? keys.Open<SharedDetails>(KeyOwner.Subject, SealedField.Referral(referral), content).Only(fields) : null;
    }

    /// <summary>After this, and not before, something may be opened.</summary>
    private async Task LogAsync(UnitOfWork work, Guid signal, string municipality, Access access, DateTimeOffset start, SignalKeys keys, IEnumerable<KeyOwner> people,
        IEnumerable<string> fields, CancellationToken ct)
    {
        await processing.WriteAsync(work, access.Activity, municipality, start, keys, people, ct);
        await audit.WriteAsync(work, new AuditEntry(municipality, "open", access.Actor)
        {
            Signal = signal,
            Purpose = access.Purpose,
            Fields = [.. fields.Order(StringComparer.Ordinal)],
        }, ct);
        await work.CommitAsync(ct);
        if (work.IsActive) throw new InvalidOperationException("A deferred commit would let plaintext out before it is logged.");
    }

    private sealed record StoredNote
    {
        public Guid Id { get; init; }
        public string Kind { get; init; } = "";
        public byte[] Text { get; init; } = [];
        public DateTimeOffset WrittenAt { get; init; }
    }

    private sealed record StoredRecord
    {
        public string Municipality { get; init; } = "";
        public byte[]? Subject { get; init; }
        public byte[]? Reporter { get; init; }
        public byte[]? Worry { get; init; }
    }

    private const string NotesSql = "select id, kind, text, written_at from case_note where signal_id = @signal order by written_at, id";

    private const string FindSql = """
        select s.municipality, r.subject, r.reporter, r.worry
        from signal s left join signal_record r on r.signal_id = s.id where s.id = @signal
        """;
}
