using System.Text.Json;
using Dapper;
using Npgsql;

namespace Nabij.Catalog.Supplements;

/// <summary>How a supplement is read and written.</summary>
internal static class SupplementRows
{
    public static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public static async Task<Supplement?> FindAsync(NpgsqlConnection connection, Guid service, string municipality, CancellationToken ct) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(FindSql, new { service, municipality }, cancellationToken: ct)))?.ToSupplement();

    internal sealed record Row
    {
        public Guid ServiceId { get; init; }
        public string Municipality { get; init; } = "";
        public string Content { get; init; } = "";
        public int Version { get; init; }
        public DateTimeOffset ChangedAt { get; init; }

        public Supplement ToSupplement() => new(ServiceId, Municipality, JsonSerializer.Deserialize<SupplementContent>(Content, Json)!, Version, ChangedAt);
    }

    public const string Columns = "service_id, municipality, content, version, changed_at";

    public const string FindSql = $"select {Columns} from supplement where service_id = @service and municipality = @municipality";
}
