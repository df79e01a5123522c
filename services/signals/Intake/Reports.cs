using Dapper;
using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.Signals.Cards;
using Nabij.Signals.FollowUp;
using Nabij.Signals.FollowUp.DueDates;
using Nabij.Signals.Logs;
using Nabij.Signals.Receipts;
using Nabij.Signals.Rights;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Intake;

/// <summary>
/// How a report becomes a signal, whoever brings it. The data keys are stored first, then all the rest in one transaction: two round trips and a commit.
/// </summary>
internal sealed class Reports(KeyVault vault, ReceiptKeys receiptKeys, SubjectIndex subjects, ProcessingLog log, UnitOfWork work)
{
    /// <summary>Stores what was reported, with its keys, its line in the log and its events; the caller commits.</summary>
    public async Task<(Receipt Receipt, RouteAdvice Advice)> StoreAsync(ReportWorryRequest request, SignalPlace place, Card? card, DateTimeOffset now, CancellationToken ct)
    {
        // Random ids: neither may show its time or its order.
        var (id, eventRef, receipt, advice) = (Guid.NewGuid(), Guid.NewGuid(), Receipt.New(), card?.Advise(request.Ticked) ?? RouteAdvice.Open);
        Guid? recipient = request.IsReachable ? Guid.NewGuid() : null;
        using var keys = await vault.CreateAsync(id, place.Municipality, ct);
        var index = await subjects.HashAsync(place.Municipality, request.ForIndex(), ct);

        var row = new DynamicParameters(new
        {
            id,
            eventRef,
            receiptHash = await receiptKeys.HashAsync(receipt, ct),
            place.Municipality,
            place.Area,
            advice.Route,
            advice.Rule,
            request.ReporterRole,
            request.AboutWhom,
            wantsFeedback = request.WantsFeedback ?? false,
            hasAddress = request.Reporter?.Email is not null,
            recipient,
            now,
            dueAfterDays = Enumerable.Range(Terms.Shortest, Terms.Longest).Select(days => WorkingDays.After(now, days)).ToArray(),
            triageDays = Terms.Default.TriageDays,
            subject = request.ToSubject() is { } subject ? keys.Seal(KeyOwner.Subject, SealedField.Subject, subject).Bytes : null,
            reporter = request.ToReporter() is { } reporter ? keys.Seal(KeyOwner.Reporter, SealedField.Reporter, reporter).Bytes : null,
            worry = keys.Seal(KeyOwner.Case, SealedField.Worry, new WorryRecord(request.Worry)).Bytes,
        });
        row.AddDynamicParams(new
        {
            indexOwners = index.Select(i => i.Owner).ToArray(),
            indexKinds = index.Select(i => i.Kind).ToArray(),
            indexHashes = index.Select(i => i.Hash).ToArray(),
        });
        row.AddDynamicParams(log.Lines(ProcessingActivity.Receive, place.Municipality, now, request.People().Select(person => (keys, person))));
        var organisation = await InsertAsync(row, ct);

        work.Publish(new SignalReceived
        {
            OccurredAt = now,
            AggregateVersion = 1,
            Municipality = place.Municipality,
            Organisation = organisation,
            SignalRef = eventRef,
            Route = advice.Route,
            ReporterRole = request.ReporterRole,
        });
        if (recipient is { } recipientRef)
        {
            work.Publish(new ReporterNoticeDue
            {
                OccurredAt = now,
                AggregateVersion = 1,
                Municipality = place.Municipality,
                SignalRef = eventRef,
                RecipientRef = recipientRef,
                Template = ReporterNotice.Received,
            });
        }

        return (receipt, advice);
    }

    /// <summary>Returns the organisation that follows up there.</summary>
    private async Task<Guid?> InsertAsync(DynamicParameters row, CancellationToken ct)
    {
        var connection = await work.OpenAsync(ct);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition($"{LockSql};{InsertSql};{ProcessingLog.InsertSql}", row, cancellationToken: ct));
        await results.ReadAsync();
        return await results.ReadSingleAsync<Guid?>();
    }

    // Shared among reports, and not with a change of the municipality's routing: no signal slips between the two.
    private const string LockSql = "select pg_advisory_xact_lock_shared(hashtextextended('routing ' || @Municipality, 0))::text";

    private const string InsertSql = """
        with s as (
            insert into signal (id, event_ref, receipt_hash, municipality, area, organisation_id, route, rule, reporter_role, about_whom, wants_feedback,
                                has_address, state, state_since, received_at, due_at, version)
            values (@id, @eventRef, @receiptHash, @Municipality, @Area, (select organisation_id from routing where municipality = @Municipality),
                    @Route, @Rule, @ReporterRole, @AboutWhom, @wantsFeedback, @hasAddress, 'received', @now, @now,
                    @dueAfterDays[coalesce((select triage_days from due_dates where municipality = @Municipality), @triageDays)], 1)
            returning id, organisation_id
        ), r as (
            insert into signal_record (signal_id, subject, reporter, worry) select id, @subject, @reporter, @worry from s
        ), n as (
            insert into recipient (ref, signal_id, created_at) select @recipient, id, @now from s where @recipient is not null
        ), x as (
            insert into subject_index (signal_id, owner, kind, hash)
            select s.id, i.owner, i.kind, i.hash from s, unnest(@indexOwners, @indexKinds, @indexHashes) as i (owner, kind, hash)
        )
        select organisation_id from s
        """;
}
