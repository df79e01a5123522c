using Dapper;
using Nabij.ServiceDefaults.Auth;
using Npgsql;

namespace Nabij.Signals.FollowUp;

/// <summary>Whose a signal is, for what only reads.</summary>
internal static class OwnSignals
{
    public static Task<bool> ShowsAsync(this NpgsqlConnection connection, Guid id, Caller caller, CancellationToken ct) => connection.QuerySingleAsync<bool>(
        new CommandDefinition(Sql, new { id, caller.Organisation, everywhere = caller.ActsEverywhere, municipalities = caller.Municipalities.ToArray() }, cancellationToken: ct));

    private const string Sql = """
        select exists (select from signal where id = @id and organisation_id = @Organisation and (@everywhere or municipality = any(@municipalities)))
        """;
}
