using System.Text.Json;
using Nabij.Catalog.Verification;
using Nabij.Messaging;
using NpgsqlTypes;

namespace Nabij.Catalog.Services;

/// <summary>Writes many services at once: one COPY, one update. The columns are those of <see cref="ServiceRows"/>.</summary>
internal static class ServiceBatch
{
    /// <summary>Stores new ones. A source and id that are there already make it fail.</summary>
    public static async Task InsertAsync(UnitOfWork work, IReadOnlyCollection<(Service Service, Source Source)> services, CancellationToken ct)
    {
        if (services.Count == 0) return;
        var connection = await work.OpenAsync(ct);
        await using var copy = await connection.BeginBinaryImportAsync(CopySql, ct);
        foreach (var (s, source) in services)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(s.Id, ct);
            await copy.WriteAsync(s.OrganisationId, ct);
            await copy.WriteAsync(JsonNamingPolicy.KebabCaseLower.ConvertName(s.State.ToString()), ct);
            await copy.WriteAsync(s.Version, ct);
            await copy.WriteAsync(Json(s.Content), NpgsqlDbType.Jsonb, ct);
            await copy.WriteAsync(s.Content.Name, ct);
            await copy.WriteAsync(s.Content.SupportTypes.ToArray(), ct);
            await copy.WriteAsync(s.Content.Scope.National, ct);
            await copy.WriteAsync(s.Content.Municipalities, ct);
            await copy.WriteAsync(source.Name, ct);
            await copy.WriteAsync(source.Id, ct);
            if (s.PublishedAt is { } published) await copy.WriteAsync(published, NpgsqlDbType.TimestampTz, ct);
            else await copy.WriteNullAsync(ct);
            await copy.WriteAsync(s.ChangedAt, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(s.SourceSeenAt!.Value, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(Cadence.Of(s.Content).Kind, ct);
            if (Cadence.EndsOn(s.Content) is { } day) await copy.WriteAsync(day, ct);
            else await copy.WriteNullAsync(ct);
        }

        await copy.CompleteAsync(ct);
    }

    /// <summary>Stores the new content of services that were read for change, and what goes with it.</summary>
    public static Task UpdateContentAsync(UnitOfWork work, IReadOnlyCollection<Service> services, CancellationToken ct) => services.Count == 0
        ? Task.CompletedTask
        : work.ExecuteAsync(UpdateSql, new
        {
            rows = JsonSerializer.Serialize(services.Select(s => new
            {
                id = s.Id,
                version = s.Version,
                content = s.Content,
                name = s.Content.Name,
                support_types = s.Content.SupportTypes,
                national = s.Content.Scope.National,
                municipalities = s.Content.Municipalities,
                changed_at = s.ChangedAt,
                source_seen_at = s.SourceSeenAt,
                cadence = Cadence.Of(s.Content).Kind,
                ends_on = Cadence.EndsOn(s.Content),
            }), JsonSerializerOptions.Web),
        }, ct);

    private static byte[] Json(ServiceContent content) => JsonSerializer.SerializeToUtf8Bytes(content, JsonSerializerOptions.Web);

    private const string CopySql = """
        copy service (id, organisation_id, state, version, content, name, support_types, national, municipalities, source_name, source_id, published_at, changed_at,
                      source_seen_at, cadence, ends_on)
        from stdin (format binary)
        """;

    private const string UpdateSql = """
        update service s
        set version = r.version, content = r.content, name = r.name, support_types = r.support_types, national = r.national, municipalities = r.municipalities,
            changed_at = r.changed_at, source_seen_at = r.source_seen_at, cadence = r.cadence, ends_on = r.ends_on
        from jsonb_to_recordset(@rows::jsonb) as r (id uuid, version int, content jsonb, name text, support_types text[], national boolean, municipalities text[],
                                                    changed_at timestamptz, source_seen_at timestamptz, cadence text, ends_on date)
        where s.id = r.id
        """;
}
