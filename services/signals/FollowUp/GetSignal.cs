using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Signals.FollowUp;

internal static class GetSignal
{
    public static void Map(IEndpointRouteBuilder signals) => signals.MapGet("/{id:guid}", HandleAsync)
        .WithName(nameof(GetSignal)).WithSummary("The spine of one signal, without anything personal");

    private static async Task<Results<Ok<SignalView>, ProblemHttpResult>> HandleAsync(Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(Sql, new { id }, cancellationToken: ct));
        var organisation = await results.ReadSingleOrDefaultAsync<Guid?>();
        var signal = await results.ReadSingleOrDefaultAsync<SignalView>();
        if (signal is null || organisation is not { } owner || !caller.ActsFor(owner) || !caller.ActsIn(signal.Municipality)) return Problem.NotFound();

        ETag.Set(http, signal.Version);
        return TypedResults.Ok(signal with
        {
            ContactAttempts = (await results.ReadAsync<AttemptView>()).AsList(),
            Consents = (await results.ReadAsync<ConsentView>()).AsList(),
            Referrals = (await results.ReadAsync<ReferralView>()).AsList(),
        });
    }

    private const string Sql = $"""
        select organisation_id from signal where id = @id;
        select {SignalView.Columns} from signal s where id = @id;
        select id, medium, result, at from contact_attempt where signal_id = @id order by at, id;
        select id, purpose, service_id, given_by, form, given_at, withdrawn_at, fields from consent where signal_id = @id order by given_at, id;
        select id, service_id, status, reason, referred_at, changed_at from referral where signal_id = @id order by referred_at, id
        """;
}
