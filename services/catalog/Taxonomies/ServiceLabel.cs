using System.Text.Json;
using Dapper;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Taxonomies;

/// <summary>A term that the editors of a municipality gave a service.</summary>
/// <param name="Municipality">CBS code.</param>
/// <param name="Description">What it means there.</param>
internal sealed record ServiceLabel(string Municipality, string Code, string Label, string? LabelEn, string? Description);

/// <param name="Codes">Terms of the municipality; those that are left out no longer hold.</param>
internal sealed record LabelsRequest([property: Needed, AtMost(100), TermCode] IReadOnlyList<string> Codes);

/// <param name="Labels">In the order of the taxonomy.</param>
internal sealed record LabelsAnswer(Guid ServiceId, string Municipality, IReadOnlyList<ServiceLabel> Labels);

/// <summary>How labels are read with the service that has them.</summary>
internal static class ServiceLabels
{
    /// <summary>Those of the service <c>s</c>, of all municipalities, as JSON; null where there are none.</summary>
    public const string OfServiceSql = """
        case when s.labelled_at is not null then (
            select jsonb_agg(jsonb_build_object('municipality', t.municipality, 'code', t.code, 'label', t.label, 'labelEn', t.label_en, 'description', t.description)
                             order by t.municipality, t.number)
            from service_label l
            join taxonomy_term t on t.municipality = l.municipality and t.code = l.code
            where l.service_id = s.id) end
        """;

    /// <summary>Of the labels of service <c>@id</c>: when they last changed, in microseconds since 1970. Whoever changes the text of the service does not change it.</summary>
    public const string VersionSql = "select coalesce((extract(epoch from labelled_at) * 1000000)::bigint, 0) from service where id = @id";

    /// <summary>Those of one municipality, by the id of the service; a service without any is not in it.</summary>
    public static async Task<IReadOnlyDictionary<Guid, IReadOnlyList<ServiceLabel>>> OfAsync(
        NpgsqlConnection connection, string municipality, IReadOnlyCollection<Guid> services, CancellationToken ct)
    {
        var rows = await connection.QueryAsync<(Guid Service, string Code, string Label, string? LabelEn, string? Description)>(
            new CommandDefinition(InSql, new { municipality, services = services.ToArray() }, cancellationToken: ct));
        return rows.GroupBy(r => r.Service).ToDictionary(
            s => s.Key, IReadOnlyList<ServiceLabel> (s) => [.. s.Select(r => new ServiceLabel(municipality, r.Code, r.Label, r.LabelEn, r.Description))]);
    }

    public static IReadOnlyList<ServiceLabel> Read(string? labels) => labels is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<ServiceLabel>>(labels, JsonSerializerOptions.Web)!;

    private const string InSql = """
        select l.service_id, t.code, t.label, t.label_en, t.description
        from service_label l
        join taxonomy_term t on t.municipality = l.municipality and t.code = l.code
        where l.municipality = @municipality and l.service_id = any(@services)
        order by t.number
        """;
}
