using System.Text.Json;
using Dapper;
using Nabij.Catalog.Services;
using Nabij.Messaging;
using Npgsql;

namespace Nabij.Catalog.Supplements;

/// <summary>How a supplement is read and written.</summary>
internal static class SupplementRows
{
    public static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public static async Task<Supplement?> FindAsync(NpgsqlConnection connection, Guid service, string municipality, CancellationToken ct) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(FindSql, new { service, municipality }, cancellationToken: ct)))?.ToSupplement();

    /// <summary>
    /// Puts what is local in the content of those that are national, and tells what it put there: by the id of the service. Without a municipality, nothing.
    /// </summary>
    public static async Task<IReadOnlyDictionary<Guid, ShownSupplement>> ApplyAsync(
        NpgsqlConnection connection, string? municipality, IReadOnlyCollection<Service> services, CancellationToken ct)
    {
        var national = services.Where(s => s.Content.Scope.National).ToDictionary(s => s.Id);
        if (municipality is null || national.Count == 0) return new Dictionary<Guid, ShownSupplement>();
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(LocalSql, new { services = national.Keys.ToArray(), municipality }, cancellationToken: ct));
        var supplements = rows.Select(r => r.ToSupplement()).ToDictionary(s => s.ServiceId);
        foreach (var (id, supplement) in supplements) national[id].Content = supplement.Content.ApplyTo(national[id].Content);
        return supplements.ToDictionary(s => s.Key, s => s.Value.Shown());
    }

    /// <summary>Tells the others, with the names of the fields in which residents there read something else from now on.</summary>
    public static async Task TellAsync(
        UnitOfWork work, Service service, string municipality, SupplementContent? before, SupplementContent? after, DateTimeOffset now, CancellationToken ct)
    {
        var fields = ServiceRows.Differences(before?.ApplyTo(service.Content) ?? service.Content, after?.ApplyTo(service.Content) ?? service.Content);
        if (service.ChangeIn(municipality, ["supplement", .. fields], now) is { } happened) work.Publish(happened);
        await ServiceRows.UpdateAsync(work, service, ct);
    }

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

    private const string LocalSql = $"select {Columns} from supplement where service_id = any(@services) and municipality = @municipality";
}
