using Nabij.Catalog.Services;
using Nabij.Messaging;

namespace Nabij.Catalog.Imports;

/// <summary>What the catalogue has of some rows: their services, locked, and their organisations.</summary>
internal sealed class KnownServices
{
    private readonly Dictionary<string, Service> _bySource = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, Service> _byId = [];
    private readonly HashSet<Guid> _organisations = [], _interventions = [], _ofSource = [];
    private readonly ILookup<string, Guid> _byKvkNumber;

    private KnownServices(IReadOnlyList<OrganisationRow> organisations)
    {
        _organisations.UnionWith(organisations.Select(o => o.Id));
        _byKvkNumber = organisations.Where(o => o.KvkNumber is not null).ToLookup(o => o.KvkNumber!, o => o.Id);
    }

    public static async Task<KnownServices> FindAsync(UnitOfWork work, Import import, IReadOnlyCollection<ImportRow> rows, CancellationToken ct)
    {
        var known = new KnownServices(await work.QueryAsync<OrganisationRow>(OrganisationsSql, new
        {
            ids = rows.Select(r => r.OrganisationId).OfType<Guid>().Distinct().ToArray(),
            numbers = rows.Select(r => r.KvkNumber).OfType<string>().Where(IsStorable).Distinct().ToArray(),
        }, ct));
        var found = await work.QueryAsync<SourcedRow>(ServicesSql, new
        {
            import.Source,
            sourceIds = rows.Select(r => r.SourceId).OfType<string>().Where(IsStorable).Distinct().ToArray(),
            ids = rows.Select(r => r.ServiceId).OfType<Guid>().Distinct().ToArray(),
        }, ct);
        known._interventions.UnionWith(await work.QueryAsync<Guid>("select id from intervention", ct: ct));
        foreach (var row in found)
        {
            var service = row.ToService();
            known._byId[service.Id] = service;
            if (row.SourceName != import.Source) continue;
            known._bySource[row.SourceId!] = service;
            known._ofSource.Add(service.Id);
        }

        return known;
    }

    public Service? ById(Guid id) => _byId.GetValueOrDefault(id);

    public Service? BySource(string id) => _bySource.GetValueOrDefault(id);

    /// <summary>True for what came from the source of this import; a row may name any service by our id.</summary>
    public bool IsOfSource(Service service) => _ofSource.Contains(service.Id);

    public bool HasIntervention(Guid id) => _interventions.Contains(id);

    public bool HasOrganisation(Guid id) => _organisations.Contains(id);

    public IReadOnlyList<Guid> OrganisationsWith(string kvkNumber) => [.. _byKvkNumber[kvkNumber]];

    private static bool IsStorable(string text) => !text.Contains('\0');

    private sealed record OrganisationRow
    {
        public Guid Id { get; init; }
        public string? KvkNumber { get; init; }
    }

    private sealed record SourcedRow : ServiceRows.Row
    {
        public string? SourceName { get; init; }
        public string? SourceId { get; init; }
    }

    private const string OrganisationsSql = "select id, kvk_number from organisation where id = any(@ids) or kvk_number = any(@numbers)";

    // Locked for a change of what is not their key: another batch may store hints that refer to them meanwhile.
    private const string ServicesSql = $"""
        select {ServiceRows.Columns}, source_name, source_id
        from service
        where (source_name = @Source and source_id = any(@sourceIds)) or id = any(@ids)
        order by id
        for no key update
        """;
}
