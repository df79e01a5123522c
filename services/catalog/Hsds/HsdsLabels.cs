using Nabij.Catalog.Services;
using Nabij.Catalog.Taxonomies;
using Nabij.Reference;
using Npgsql;

namespace Nabij.Catalog.Hsds;

/// <summary>The terms of municipalities: a taxonomy for each that keeps any.</summary>
internal static class HsdsLabels
{
    /// <summary>All taxonomies with their terms.</summary>
    public static async Task<IReadOnlyList<(HsdsTaxonomy Taxonomy, IReadOnlyList<HsdsTaxonomyTerm> Terms)>> LoadAsync(NpgsqlDataSource db, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var edited = await TaxonomyStore.LoadAsync(connection, ct);
        return
        [
            .. edited.ByMunicipality.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m =>
                (TaxonomyOf(m.Key), (IReadOnlyList<HsdsTaxonomyTerm>)[.. m.Value.Select(t => TermOf(m.Key, t.Code, t.Label, t.Description))])),
        ];
    }

    public static IEnumerable<HsdsAttribute> AttributesOf(Guid service, IReadOnlyList<ServiceLabel> labels) => labels.Select(l => new HsdsAttribute(
        NameId.Of(service, $"{TaxonomyId.NameOf(l.Municipality)}/{l.Code}"), service, "service", "label", TaxonomyId.OfTerm(TaxonomyId.NameOf(l.Municipality), l.Code), l.Label, TermOf(l.Municipality, l.Code, l.Label, l.Description)));

    private static HsdsTaxonomy TaxonomyOf(string municipality)
    {
        var taxonomy = TaxonomyId.NameOf(municipality);
        var name = Municipalities.TryGet(municipality, out var known) ? known.Name : municipality;
        return new(TaxonomyId.Of(taxonomy), taxonomy, $"Waaraan de gemeente {name} aanbod herkent.", null);
    }

    private static HsdsTaxonomyTerm TermOf(string municipality, string code, string label, string? description)
    {
        var taxonomy = TaxonomyOf(municipality);
        return new(TaxonomyId.OfTerm(taxonomy.Name, code), code, label, description ?? label, taxonomy.Name, taxonomy, taxonomy.Id);
    }

    /// <summary>A service <c>s</c> has this term, or any of this taxonomy.</summary>
    /// <param name="column"><c>t.id</c> of a term, or <c>x.id</c> of a taxonomy.</param>
    /// <param name="parameter">The name of the parameter with the id.</param>
    public static string HasSql(string column, string parameter) => $"""
        exists (select from service_label l
                join taxonomy_term t on t.municipality = l.municipality and t.code = l.code
                join taxonomy x on x.municipality = l.municipality
                where l.service_id = s.id and {column} = @{parameter})
        """;
}
