using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Receipts;
using Npgsql;

namespace Nabij.Signals.Reporter;

/// <summary>
/// What a reporter sees: four coarse steps. Whether the person was reached, and what came of it, is the person's own; it is told only
/// with the person's consent.
/// </summary>
internal static class FollowSignal
{
    public static void Map(IEndpointRouteBuilder reporter) => reporter.MapGet("/signal", HandleAsync)
        .WithName(nameof(FollowSignal)).WithSummary("Follow the signal of the session")
        .ProducesProblem(StatusCodes.Status401Unauthorized);

    private static async Task<Results<Ok<FollowedSignal>, ProblemHttpResult>> HandleAsync(ReceiptSession session, NpgsqlDataSource db, TimeProvider time, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            FindSql, new { hash = session.Hash, now = time.GetUtcNow(), purpose = ConsentPurpose.FeedbackToReporter }, cancellationToken: ct));
        return row is null
            ? Problem.Of(StatusCodes.Status401Unauthorized, ReporterEndpoints.NoSession)
            : TypedResults.Ok(FollowedSignal.Of(row.State, row.ReceivedAt, row.MayTell, row.Unread, row.MailRefused));
    }

    internal sealed record Row(string State, DateTimeOffset ReceivedAt, bool MayTell, int Unread, bool MailRefused);

    private const string FindSql = """
        select s.state, s.received_at,
               exists (select from consent c where c.signal_id = s.id and c.purpose = @purpose and c.withdrawn_at is null) as may_tell,
               (select count(*)::int from message m where m.signal_id = s.id and m.kind = 'question' and m.read_at is null) as unread,
               s.mail_refused_at is not null as mail_refused
        from receipt_session r join signal s on s.id = r.signal_id
        where r.token_hash = @hash and r.expires_at > @now and s.state <> 'erased'
        """;
}

/// <param name="Step">1 to 4.</param>
/// <param name="Title">Of the step, in Dutch.</param>
/// <param name="Steps">The titles of all four steps.</param>
/// <param name="ContactMade">Only with the person's consent; otherwise absent, whatever happened.</param>
/// <param name="UnreadMessages">Questions for the reporter that were not read yet.</param>
/// <param name="MailRefused">No mail reaches the reporter's address: to hear more, give another one.</param>
internal sealed record FollowedSignal(
    int Step, string Title, string Explanation, IReadOnlyList<string> Steps, DateTimeOffset ReceivedAt, bool? ContactMade, int UnreadMessages,
    bool MailRefused)
{
    private static readonly (string Title, string Explanation)[] All =
    [
        ("Ontvangen", "Wij hebben uw melding ontvangen. Iemand bekijkt haar binnenkort."),
        ("Wordt bekeken", "Een medewerker leest uw melding en kiest wat er nodig is."),
        ("Mee bezig", "Wij zijn met uw melding bezig. Wat wij doen blijft tussen ons en de persoon om wie het gaat."),
        ("Afgerond", "Wij hebben uw melding afgerond. Dank u wel dat u er iets mee deed."),
    ];

    /// <param name="mayTell">The person agreed that the reporter hears more.</param>
    public static FollowedSignal Of(string state, DateTimeOffset receivedAt, bool mayTell, int unread, bool mailRefused)
    {
        var step = state switch
        {
            State.Received => 1,
            State.InTriage or State.InfoRequested => 2,
            State.Closed => 4,
            _ => 3,
        };
        var (title, explanation) = All[step - 1];
        return new(step, title, explanation, [.. All.Select(s => s.Title)], receivedAt, mayTell ? true : null, unread, mailRefused);
    }
}
