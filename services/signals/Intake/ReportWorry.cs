using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Cards;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Logs;
using Nabij.Signals.Receipts;
using Nabij.Signals.RolePolicies;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Intake;

/// <summary>
/// Anyone reports a worry, without an account. Place and worry are enough. The answer holds a receipt and no id; nothing of the caller is
/// stored. The data keys are stored first, then all the rest in one transaction: two round trips and a commit.
/// </summary>
internal static class ReportWorry
{
    public static void Map(IEndpointRouteBuilder intake) => intake.MapPost("/signals", HandleAsync)
        .WithName(nameof(ReportWorry)).WithSummary("Report a worry about somebody, without an account").WithIdempotency().WithMetadata(Proof.Documented)
        .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<Results<Created<ReportedWorry>, ProblemHttpResult>> HandleAsync(ReportWorryRequest request, Proof proof, Challenges challenges, IntakeLoad load,
        KeyVault vault, ReceiptKeys receiptKeys, ProcessingLog log, UnitOfWork work, TimeProvider time, HttpResponse response, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (request.Check(out var place, out var card) is { Count: > 0 } errors) return Problem.Invalid(errors);
        if (await work.PolicyAsync(place.Municipality, request.ReporterRole, now, ct) is { Closed: { } closed }) return Problem.Conflict(closed);
        if (!load.Allows(place.Municipality))
        {
            response.Headers.RetryAfter = "60";
            return Problem.Of(StatusCodes.Status429TooManyRequests);
        }

        if (await challenges.SpendAsync(proof, work, ct) is { } unsolved) return Problem.Invalid(Proof.Header, unsolved);

        var (receipt, advice) = await StoreAsync(request, place, card, vault, receiptKeys, log, work, now, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, new ReportedWorry(receipt.Reveal(), advice.Route, advice.Rule, Notice.For(card, request.Ticked)));
    }

    /// <summary>Stores what was reported, with its keys, its line in the log and its events; the caller commits.</summary>
    public static async Task<(Receipt Receipt, RouteAdvice Advice)> StoreAsync(ReportWorryRequest request, SignalPlace place, Card? card, KeyVault vault, ReceiptKeys receiptKeys,
        ProcessingLog log, UnitOfWork work, DateTimeOffset now, CancellationToken ct)
    {
        // Random ids: neither may show its time or its order.
        var (id, eventRef, receipt, advice) = (Guid.NewGuid(), Guid.NewGuid(), Receipt.New(), card?.Advise(request.Ticked) ?? RouteAdvice.Open);
        Guid? recipient = request.IsReachable ? Guid.NewGuid() : null;
        using var keys = await vault.CreateAsync(id, place.Municipality, ct);

        var row = new DynamicParameters(new
        {
            id,
            eventRef,
            receiptHash = receiptKeys.Hash(receipt),
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
            subject = request.ToSubject() is { } subject ? keys.Seal(KeyOwner.Subject, SealedField.Subject, subject).Bytes : null,
            reporter = request.ToReporter() is { } reporter ? keys.Seal(KeyOwner.Reporter, SealedField.Reporter, reporter).Bytes : null,
            worry = keys.Seal(KeyOwner.Case, SealedField.Worry, new WorryRecord(request.Worry)).Bytes,
        });
        row.AddDynamicParams(log.Lines(ProcessingActivity.Receive, place.Municipality, now, keys, request.People()));
        var organisation = await InsertAsync(work, row, ct);

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
    private static async Task<Guid?> InsertAsync(UnitOfWork work, DynamicParameters row, CancellationToken ct)
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
                                has_address, state, state_since, received_at, version)
            values (@id, @eventRef, @receiptHash, @Municipality, @Area, (select organisation_id from routing where municipality = @Municipality),
                    @Route, @Rule, @ReporterRole, @AboutWhom, @wantsFeedback, @hasAddress, 'received', @now, @now, 1)
            returning id, organisation_id
        ), r as (
            insert into signal_record (signal_id, subject, reporter, worry) select id, @subject, @reporter, @worry from s
        ), n as (
            insert into recipient (ref, signal_id, created_at) select @recipient, id, @now from s where @recipient is not null
        )
        select organisation_id from s
        """;
}

/// <param name="Receipt">Shown once. With it the reporter can follow the signal.</param>
/// <param name="Route">Advice of the card: <c>none</c>, <c>light</c>, <c>not-right</c> or <c>urgent</c>. A person decides.</param>
/// <param name="Rule">Code of the card's rule that gave the advice.</param>
/// <param name="Notices">What the reporter should read now, in Dutch; a number to call stands first.</param>
internal sealed record ReportedWorry(string Receipt, string Route, string Rule, IReadOnlyList<Notice> Notices);

internal sealed record Notice(string Code, string Title, string Text, string? Phone = null)
{
    private static readonly Notice KeepReceipt = new("keep-receipt", "Bewaar deze code",
        "Met de code kunt u zien hoe het met uw melding gaat. Wij kunnen de code niet opnieuw geven.");

    private static readonly Notice WhoReads = new("who-reads", "Wie leest dit?",
        "Alleen medewerkers van de welzijnsorganisatie in deze gemeente. De persoon om wie het gaat kan vermoeden dat u het was, ook zonder naam.");

    public static IReadOnlyList<Notice> For(Card? card, IReadOnlyList<string> ticked) =>
        [.. card?.StopsFor(ticked).Select(s => new Notice(s.Code, s.Title, s.Text, s.Phone)) ?? [], KeepReceipt, WhoReads];
}
