using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.Signals.Logs;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Rights;

/// <summary>How a request is read for a change and written after it, and what every use of it has in common: both logs.</summary>
internal sealed class RightsStore(UnitOfWork work, KeyVault vault, ProcessingLog processing, AuditLog audit)
{
    public const int MostSignals = 50;

    public UnitOfWork Work => work;

    /// <summary>Locked until the end of the transaction. Null for another municipality, too.</summary>
    public async Task<RightsRequest?> LoadAsync(Guid id, Caller caller, CancellationToken ct) =>
        await work.QuerySingleOrDefaultAsync<RightsRequest>(LoadSql, new { id }, ct) is { } request && caller.ActsIn(request.Municipality) ? request : null;

    public Task SaveAsync(RightsRequest request, CancellationToken ct) => work.ExecuteAsync(SaveSql, request, ct);

    public Task<IReadOnlyList<Guid>> SignalsAsync(RightsRequest request, CancellationToken ct) => work.QueryAsync<Guid>(SignalsSql, request, ct);

    /// <summary>The signals of a request that restricts no more, but for those that another one restricts.</summary>
    public Task LiftAsync(RightsRequest request, CancellationToken ct) => work.ExecuteAsync(LiftSql, request, ct);

    /// <summary>A line without a person, and one for each signal that the action is about; and who did it. The last thing before a commit.</summary>
    /// <param name="signals">What the action showed or changed.</param>
    public async Task LogAsync(RightsRequest request, Caller caller, string action, IEnumerable<Guid> signals, DateTimeOffset start, CancellationToken ct)
    {
        List<SignalKeys> keys = [];
        foreach (var signal in signals) keys.Add(await vault.FindAsync(signal, request.Municipality, ct));
        var owner = request.About == RightsRequest.AboutReporter ? KeyOwner.Reporter : KeyOwner.Subject;
        await processing.WriteAsync(work, ProcessingActivity.Rights, request.Municipality, start, keys.Select(k => (k, owner)), ct);
        foreach (var key in keys) key.Dispose();
        await audit.WriteAsync(work, new AuditEntry(request.Municipality, action, AuditActor.Of(caller, Roles.PrivacyOfficer)) { Purpose = request.Id.ToString() }, ct);
    }

    private const string LoadSql = """
        select r.id, r.municipality, r.kind, r.about, r.reference, r.identity_check, r.received_date, r.due_date, r.extended_for, r.state, r.reason, r.decided_at, r.lifted_for, r.lifted_told, r.lifted_at,
               r.export_asked_by, r.export_asked_at, r.export_with_worry, r.export_approved_by, r.export_approved_at, r.version,
               (select count(*)::int from rights_request_signal s where s.request_id = r.id) as signals
        from rights_request r where r.id = @id for update of r
        """;

    private const string SaveSql = """
        update rights_request set due_date = @DueDate, extended_for = @ExtendedFor, state = @State, reason = @Reason, decided_at = @DecidedAt, lifted_for = @LiftedFor, lifted_told = @LiftedTold,
               lifted_at = @LiftedAt, version = @Version
        where id = @Id
        """;

    private const string LiftSql = """
        update signal s set restricted_at = null from rights_request_signal l
        where l.request_id = @Id and s.id = l.signal_id and not exists (
            select from rights_request_signal o join rights_request r on r.id = o.request_id
            where o.signal_id = s.id and r.id <> @Id and r.about = 'subject' and r.kind in ('restriction', 'objection') and r.lifted_at is null
              and r.state in ('open', 'granted', 'partly-granted'))
        """;

    private const string SignalsSql = "select signal_id from rights_request_signal where request_id = @Id order by linked_at, signal_id";
}

/// <param name="Reference">Of the municipality's own records, where it stands who asks.</param>
/// <param name="DueDate">Last day for the answer.</param>
/// <param name="LiftedFor">Why the restriction was lifted later.</param>
/// <param name="Signals">How many signals it is about.</param>
internal sealed record RightsRequestView(
    Guid Id, string Municipality, string Kind, string About, string Reference, string IdentityCheck, DateOnly ReceivedDate, DateOnly DueDate, string? ExtendedFor, string State,
    string? Reason, DateTimeOffset? DecidedAt, string? LiftedFor, DateTimeOffset? LiftedAt, int Signals, long Version)
{
    /// <summary>Their ids; only on GET of one request.</summary>
    public IReadOnlyList<Guid>? SignalIds { get; init; }

    public static RightsRequestView Of(RightsRequest r) => new(r.Id, r.Municipality, r.Kind, r.About, r.Reference, r.IdentityCheck, r.ReceivedDate, r.DueDate, r.ExtendedFor,
        r.State, r.Reason, r.DecidedAt, r.LiftedFor, r.LiftedAt, r.Signals, r.Version);
}
