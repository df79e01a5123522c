using Nabij.Messaging;
using Nabij.Signals.Logs;
using Nabij.Signals.Referrals;

namespace Nabij.Signals.Vault;

/// <summary>Why somebody reads, and who. All of it is logged.</summary>
/// <param name="Activity">The processing activity of the register that the purpose belongs to.</param>
/// <param name="Purpose">Code of the purpose.</param>
/// <param name="Actor">Of the staff; null for a reporter, who reads what is the reporter's own.</param>
internal sealed record Access(ProcessingActivity Activity, string Purpose, AuditActor? Actor);

/// <summary>The sealed fields of a signal.</summary>
internal static class SealedField
{
    public const string Subject = "subject", Reporter = "reporter", Worry = "worry", Notes = "notes", Messages = "messages";

    /// <summary>The place of one note.</summary>
    public static string Note(Guid id) => $"note {id}";

    /// <summary>The place of one message.</summary>
    public static string Message(Guid id) => $"message {id}";

    /// <summary>The place of what is shared by one referral.</summary>
    public static string Referral(Guid id) => $"referral {id}";

    /// <summary>The place of one visit of a round.</summary>
    public static string Visit(Guid id) => $"visit {id}";

    public static KeyOwner OwnerOf(string field) => field switch
    {
        Subject => KeyOwner.Subject,
        Reporter => KeyOwner.Reporter,
        _ => KeyOwner.Case,
    };
}

/// <summary>What was opened. A field that was not asked for, was never given or was erased is null.</summary>
internal sealed record OpenedRecord(
    SubjectRecord? Subject, ReporterRecord? Reporter, WorryRecord? Worry, IReadOnlyList<OpenedNote>? Notes, IReadOnlyList<OpenedMessage>? Messages);

internal sealed record OpenedNote(Guid Id, string Kind, string Text, DateTimeOffset WrittenAt);

/// <param name="Kind">Of <see cref="Reporter.Dialogue"/>.</param>
internal sealed record OpenedMessage(string Kind, string Text, DateTimeOffset SentAt);

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
        var notes = fields.Contains(SealedField.Notes) ? await work.QueryAsync<StoredText>(NotesSql, new { signal }, ct) : null;
        var messages = fields.Contains(SealedField.Messages) ? await work.QueryAsync<StoredText>(MessagesSql, new { signal }, ct) : null;
        await processing.WriteAsync(work, access.Activity, record.Municipality, start, keys, people, ct);
        await CommitAsync(work, "open", signal, record.Municipality, access, fields, ct);
        return new OpenedRecord(
            Open<SubjectRecord>(SealedField.Subject, record.Subject),
            Open<ReporterRecord>(SealedField.Reporter, record.Reporter),
            Open<WorryRecord>(SealedField.Worry, record.Worry),
            Texts(notes, SealedField.Note, (n, text) => new OpenedNote(n.Id, n.Kind, text, n.At)),
            Texts(messages, SealedField.Message, (m, text) => new OpenedMessage(m.Kind, text, m.At)));

        T? Open<T>(string field, byte[]? content) where T : class =>
            content is not null && fields.Contains(field) && keys.Has(SealedField.OwnerOf(field))
                ? keys.Open<T>(SealedField.OwnerOf(field), field, new Sealed(content))
                : null;

        List<T>? Texts<T>(IReadOnlyList<StoredText>? stored, Func<Guid, string> place, Func<StoredText, string, T> opened) =>
            stored is not null && keys.Has(KeyOwner.Case) ? [.. stored.Select(s => opened(s, keys.Open<string>(KeyOwner.Case, place(s.Id), new Sealed(s.Text))))] : null;
    }

    /// <summary>What a person agreed to share by a referral: the fields that were asked for, and no other. Null when the key was destroyed.</summary>
    /// <param name="work">Committed here, with whatever else it holds.</param>
    public async Task<SharedDetails?> OpenSharedAsync(UnitOfWork work, Guid signal, string municipality, Guid referral, Sealed content, Access access,
        IReadOnlyCollection<string> fields, CancellationToken ct)
    {
        var start = time.GetUtcNow();
        using var keys = await vault.FindAsync(signal, municipality, ct);
        await processing.WriteAsync(work, access.Activity, municipality, start, keys, [KeyOwner.Subject], ct);
        await CommitAsync(work, "open", signal, municipality, access, fields, ct);
        return keys.Has(KeyOwner.Subject) ? keys.Open<SharedDetails>(KeyOwner.Subject, SealedField.Referral(referral), content).Only(fields) : null;
    }

    /// <summary>Opens addresses of a round of visits: a line of the processing log for each person, and one for all together.</summary>
    /// <param name="work">Committed here, with whatever else it holds.</param>
    /// <param name="visits">What is not of this round, or was destroyed, is not opened.</param>
    public async Task<IReadOnlyList<(Guid Id, VisitRecord Record)>> OpenVisitsAsync(UnitOfWork work, Guid round, string municipality, Access access,
        IReadOnlyCollection<Guid> visits, CancellationToken ct)
    {
        var start = time.GetUtcNow();
        var found = await work.QueryAsync<StoredVisit>(VisitsSql, new { round, ids = visits.ToArray() }, ct);
        using var keys = await vault.FindAsync(round, municipality, ct);
        await processing.WriteAsync(work, access.Activity, municipality, start, found.Select(v => keys.PseudonymOf(v.Id)), "bezochte", ct);
        await CommitAsync(work, "open-visits", round, municipality, access, [], ct);
        return keys.Has(KeyOwner.Case)
            ? [.. found.Select(v => (v.Id, keys.Open<VisitRecord>(KeyOwner.Case, SealedField.Visit(v.Id), new Sealed(v.Person))))]
            : [];
    }

    /// <summary>After this, and not before, something may be opened.</summary>
    private async Task CommitAsync(UnitOfWork work, string action, Guid about, string municipality, Access access, IEnumerable<string> fields, CancellationToken ct)
    {
        if (access.Actor is { } actor)
        {
            await audit.WriteAsync(work, new AuditEntry(municipality, action, actor)
            {
                Signal = about,
                Purpose = access.Purpose,
                Fields = [.. fields.Order(StringComparer.Ordinal)],
            }, ct);
        }

        await work.CommitAsync(ct);
        if (work.IsActive) throw new InvalidOperationException("A deferred commit would let plaintext out before it is logged.");
    }

    private sealed record StoredVisit(Guid Id, byte[] Person);

    // As soon as an erasure has begun, nothing is opened any more, be the key there or not.
    private const string VisitsSql = """
        select v.id, v.person from outreach_visit v join outreach_round r on r.id = v.round_id
        where r.id = @round and r.state <> 'destroyed' and v.id = any(@ids) and v.person is not null order by v.id
        """;

    private sealed record StoredRecord
    {
        public string Municipality { get; init; } = "";
        public byte[]? Subject { get; init; }
        public byte[]? Reporter { get; init; }
        public byte[]? Worry { get; init; }
    }

    private sealed record StoredText
    {
        public Guid Id { get; init; }
        public string Kind { get; init; } = "";
        public byte[] Text { get; init; } = [];
        public DateTimeOffset At { get; init; }
    }

    private const string NotesSql = "select id, kind, text, written_at as at from case_note where signal_id = @signal order by written_at, id";

    private const string MessagesSql = "select id, kind, text, sent_at as at from message where signal_id = @signal order by sent_at, id";

    private const string FindSql = """
        select s.municipality, r.subject, r.reporter, r.worry
        from signal s left join signal_record r on r.signal_id = s.id where s.id = @signal
        """;
}
