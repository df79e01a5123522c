using Nabij.Catalog.Duplicates;
using Nabij.Catalog.Services;
using Nabij.Messaging;

namespace Nabij.Catalog.Imports;

/// <summary>
/// Which new services may stand in the catalogue already, from elsewhere. They are judged as those that somebody types; candidates are what shares a telephone
/// number, an address of the web or mail, or the organisation with the same name: a name that is only like another is too much to look up for each of so many.
/// </summary>
internal static class DuplicateHints
{
    /// <summary>Of one import: nobody looks through more.</summary>
    public const int Most = 500;

    public static async Task StoreAsync(UnitOfWork work, Import import, IReadOnlyList<(int Line, Service Service)> created, CancellationToken ct)
    {
        var room = Most - await work.QuerySingleAsync<int>(RoomSql, new { import.Id, import.Source, Most }, ct);
        if (room <= 0) return;
        var rows = await work.QueryAsync<Row>(FindSql, new
        {
            lines = created.Select(c => c.Line).ToArray(),
            organisations = created.Select(c => c.Service.OrganisationId).ToArray(),
            names = created.Select(c => c.Service.Content.Name).ToArray(),
            phones = created.Select(c => c.Service.Content.Contact.Phone).ToArray(),
            emails = created.Select(c => c.Service.Content.Contact.Email).ToArray(),
            websites = created.Select(c => c.Service.Content.Contact.Website).ToArray(),
            postcodes = created.Select(c => c.Service.Content.Locations.Count > 0 ? c.Service.Content.Locations[0].Postcode.Replace(" ", "", StringComparison.Ordinal) : null).ToArray(),
            import.Source,
            isEditor = true,
            everywhere = import.ActsIn.Contains("*"),
            mine = import.ActsIn,
            isProvider = false,
            organisation = (Guid?)null,
        }, ct);
        var alike = (from row in rows
                     let likeness = row.Likeness()
                     where likeness.IsWorthALook
                     orderby likeness.Score descending, row.Line, row.Id
                     select (row.Line, row.Id, likeness)).Take(room).ToList();
        foreach (var (line, id, likeness) in alike)
            await work.ExecuteAsync(InsertSql, new { import.Id, line, service = id, score = (float)likeness.Score, reasons = likeness.Reasons.Select(r => r.ToString()).ToArray() }, ct);
    }

    private sealed record Row : AlikeRow
    {
        public int Line { get; init; }
    }

    // Nothing to compare with in a catalogue that has this source alone. The first and the last name come from the index, whatever the statistics say.
    private const string RoomSql = """
        select case when exists (select from service where source_name is null) or min(source_name) < @Source or max(source_name) > @Source
               then (select count(*)::int from import_hint where import_id = @Id) else @Most end
        from service
        """;

    // Each way has its index, and an end.
    private const string FindSql = $"""
        with row as (
            select * from unnest(@lines, @organisations, @names, @phones, @emails, @websites, @postcodes) as r (line, organisation_id, name, phone, email, website, postcode)
        )
        select r.line, s.id, similarity(lower(s.name), lower(r.name)) as similarity, s.organisation_id = r.organisation_id as same_organisation,
               plain_phone(s.content->'contact'->>'phone') = plain_phone(r.phone) as same_phone,
               lower(s.content->'contact'->>'email') = lower(r.email) as same_email,
               plain_host(s.content->'contact'->>'website') = plain_host(r.website) as same_website,
               replace(s.content->'locations'->0->>'postcode', ' ', '') = r.postcode as same_postcode
        from row r
        cross join lateral (
            (select id, source_name from service where plain_phone(content->'contact'->>'phone') = plain_phone(r.phone) limit 10)
            union (select id, source_name from service where lower(content->'contact'->>'email') = lower(r.email) limit 10)
            union (select id, source_name from service where plain_host(content->'contact'->>'website') = plain_host(r.website) limit 10)
            union (select id, source_name from service where organisation_id = r.organisation_id and lower(name) = lower(r.name) limit 10)
        ) hit
        join service s on s.id = hit.id
        where hit.source_name is distinct from @Source and s.state <> 'archived' and (s.published_at is not null or {OwnServices.ConditionSql})
        """;

    private const string InsertSql = """
        insert into import_hint (import_id, line, service_id, score, reasons) values (@Id, @line, @service, @score, @reasons) on conflict do nothing
        """;
}
