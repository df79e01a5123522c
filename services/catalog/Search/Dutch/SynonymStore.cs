using System.Collections.Frozen;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace Nabij.Catalog.Search.Dutch;

/// <summary>All that editors told, as the search uses it. Immutable.</summary>
/// <param name="Version">Grows with every change.</param>
/// <param name="WholeWords">Of all municipalities, for <see cref="DutchAnalyzer(IEnumerable{string})"/>; when they change, all text is to be analysed anew.</param>
internal sealed record EditedSynonyms(long Version, FrozenDictionary<string, Synonyms> ByMunicipality, FrozenSet<string> WholeWords)
{
    public static EditedSynonyms None { get; } = new(0, FrozenDictionary<string, Synonyms>.Empty, []);

    /// <summary>What holds in a municipality, or where none was named.</summary>
    public Synonyms Of(string? municipality) => municipality is not null && ByMunicipality.TryGetValue(municipality, out var own) ? own : Synonyms.Default;
}

/// <summary>The lists in the database.</summary>
internal static class SynonymStore
{
    public static async Task<EditedSynonyms> LoadAsync(NpgsqlDataSource db, CancellationToken ct = default)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<StoredSynonyms>(new CommandDefinition($"select {StoredSynonyms.Columns} from synonym_list", cancellationToken: ct))).AsList();
        return new EditedSynonyms(
            rows.Sum(r => r.Version),
            rows.ToFrozenDictionary(r => r.Municipality, r => Synonyms.Default.With(r.ReadGroups())),
            rows.SelectMany(r => r.WholeWords).ToFrozenSet(StringComparer.Ordinal));
    }

    /// <summary>The version of what <see cref="LoadAsync"/> would give.</summary>
    public const string VersionSql = "select coalesce(sum(version), 0)::bigint from synonym_list";
}

internal sealed record StoredSynonyms
{
    public string Municipality { get; init; } = "";
    public string Groups { get; init; } = "[]";
    public string[] WholeWords { get; init; } = [];
    public long Version { get; init; }

    public const string Columns = "municipality, groups, whole_words, version";

    public SynonymGroup[] ReadGroups() => JsonSerializer.Deserialize<SynonymGroup[]>(Groups, JsonSerializerOptions.Web)!;

    public SynonymList ToAnswer() => new(Municipality, ReadGroups(), WholeWords);
}
