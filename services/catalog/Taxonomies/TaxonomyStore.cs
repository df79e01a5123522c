using System.Collections.Frozen;
using Dapper;
using Npgsql;

namespace Nabij.Catalog.Taxonomies;

/// <summary>The terms of all municipalities, as the search uses them. Immutable.</summary>
/// <param name="Version">Grows with every change.</param>
internal sealed record EditedTaxonomies(long Version, FrozenDictionary<string, IReadOnlyList<TaxonomyTerm>> ByMunicipality)
{
    public static EditedTaxonomies None { get; } = new(0, FrozenDictionary<string, IReadOnlyList<TaxonomyTerm>>.Empty);

    /// <summary>None, where no municipality was named.</summary>
    public IReadOnlyList<TaxonomyTerm> Of(string? municipality) => municipality is not null && ByMunicipality.TryGetValue(municipality, out var terms) ? terms : [];
}

/// <summary>The taxonomies in the database.</summary>
internal static class TaxonomyStore
{
    public static async Task<EditedTaxonomies> LoadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var version = await connection.ExecuteScalarAsync<long>(new CommandDefinition(VersionSql, cancellationToken: ct));
        var rows = await connection.QueryAsync<StoredTerm>(new CommandDefinition(AllSql, cancellationToken: ct));
        return new EditedTaxonomies(version, rows.GroupBy(r => r.Municipality).ToFrozenDictionary(m => m.Key, IReadOnlyList<TaxonomyTerm> (m) => [.. m.Select(r => r.ToTerm())]));
    }

    /// <summary>The version of what <see cref="LoadAsync"/> would give.</summary>
    public const string VersionSql = "select coalesce(sum(version), 0)::bigint from taxonomy";

    internal sealed record StoredTerm
    {
        public string Municipality { get; init; } = "";
        public string Code { get; init; } = "";
        public string Label { get; init; } = "";
        public string? LabelEn { get; init; }
        public string? Description { get; init; }

        public TaxonomyTerm ToTerm() => new(Code, Label, LabelEn, Description);
    }

    public const string TermsSql = $"select {Columns} from taxonomy_term where municipality = @municipality order by number";

    private const string Columns = "municipality, code, label, label_en, description";

    private const string AllSql = $"select {Columns} from taxonomy_term order by municipality, number";
}
