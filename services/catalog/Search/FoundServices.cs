using System.Text.Json;
using Dapper;
using Nabij.Catalog.Services;
using Nabij.Catalog.Verification;
using Npgsql;

namespace Nabij.Catalog.Search;

/// <summary>What the database tells of the services that were found. One that is no longer published is left out.</summary>
internal static class FoundServices
{
    public static async Task<IReadOnlyDictionary<Guid, FoundService>> ReadAsync(NpgsqlDataSource db, IReadOnlyList<Hit> hits, DateTimeOffset now, CancellationToken ct)
    {
        if (hits.Count == 0) return new Dictionary<Guid, FoundService>();
        var byId = hits.DistinctBy(h => h.Id).ToDictionary(h => h.Id);
        await using var connection = await db.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(SelectSql, new { ids = byId.Keys.ToArray() }, cancellationToken: ct));
        return rows.ToDictionary(r => r.Id, r => r.ToFound(byId[r.Id], now));
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid OrganisationId { get; init; }
        public string OrganisationName { get; init; } = "";
        public string Content { get; init; } = "";
        public DateTimeOffset PublishedAt { get; init; }
        public DateTimeOffset? VerifiedAt { get; init; }

        public FoundService ToFound(Hit hit, DateTimeOffset now)
        {
            var content = JsonSerializer.Deserialize<ServiceContent>(Content, JsonSerializerOptions.Web)!;
            return new FoundService(
                Id, content.Name, content.SummaryOrEssence(), new FoundOrganisation(OrganisationId, OrganisationName), content.SupportTypes, content.TargetGroups,
                content.Format, content.Setting, content.Conditions.Access, content.Costs, content.Scope.National, content.Municipalities, VerifiedAt,
                Freshness.Of(Cadence.Of(content), Cadence.EndsOn(content), VerifiedAt, PublishedAt, now), hit.DistanceKm,
                new WhyFound([.. hit.Words.Where(w => w.InName).Select(w => w.Word)], [.. hit.Words.Where(w => !w.InName).Select(w => w.Word)]));
        }
    }

    private const string SelectSql = """
        select s.id, s.organisation_id, o.name as organisation_name, s.content, s.published_at, s.verified_at
        from service s
        join organisation o on o.id = s.organisation_id
        where s.id = any(@ids) and s.state = 'published'
        """;
}
