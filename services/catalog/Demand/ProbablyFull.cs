using Dapper;
using Nabij.Catalog.Services;
using Npgsql;

namespace Nabij.Catalog.Demand;

/// <summary>
/// A guess for professionals: lately people came back from this service because it was full. It fades with time, and ends when somebody checks the
/// service. What the organisation itself tells of its room (<c>capacity</c>) stays as it is.
/// </summary>
internal static class ProbablyFull
{
    /// <summary>One may be a misunderstanding.</summary>
    private const int Returns = 2;

    private const int Days = 30;

    public static Task<bool> IsAsync(NpgsqlConnection connection, Service service, DateTimeOffset now, CancellationToken ct) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(IsSql, new
        {
            service.Id,
            before = Latest(now.AddDays(-Days), service.VerifiedAt),
            Returns,
        }, cancellationToken: ct));

    private static DateOnly Latest(DateTimeOffset one, DateTimeOffset? other) => DateOnly.FromDateTime((other > one ? other.Value : one).UtcDateTime);

    private const string IsSql = "select coalesce(sum(returned_full), 0) >= @Returns from referral_count where service_id = @Id and day > @before";
}
