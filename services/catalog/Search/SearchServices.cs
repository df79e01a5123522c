using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Search;

/// <summary>A service in a list of results.</summary>
/// <param name="National">Offered in the whole country.</param>
internal sealed record FoundService(
    Guid Id, string Name, string Summary, FoundOrganisation Organisation, string[] SupportTypes, bool National, string[] Municipalities, DateTimeOffset? VerifiedAt);

internal sealed record FoundOrganisation(Guid Id, string Name);

/// <summary>Values of one filter are alternatives, filters narrow each other. What is near stands before what is national.</summary>
internal static class SearchServices
{
    public static void Map(IEndpointRouteBuilder services) => services.MapGet("", HandleAsync)
        .WithName(nameof(SearchServices)).WithSummary("Search the published services")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Ok<PagedList<FoundService>>> HandleAsync(
        NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [MunicipalityCode] string? municipality = null,
        [LengthBetween(0, 200)] string? q = null,
        [AtMost(7), CodeOf("support-types")] string[]? supportType = null,
        [Between(1, 1000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var args = new
        {
            municipality,
            words = await WordsAsync(connection, q, ct),
            supportTypes = supportType is { Length: > 0 } ? supportType : null,
            pageSize,
            offset = Paging.Offset(page, pageSize),
        };
        var total = await connection.ExecuteScalarAsync<long>(new CommandDefinition($"select count(*) {FromSql}", args, cancellationToken: ct));
        var rows = await connection.QueryAsync<Row>(new CommandDefinition($"{SelectSql} {FromSql} {OrderSql}", args, cancellationToken: ct));
        return Paging.Ok(http, [.. rows.Select(r => r.ToFound())], page, pageSize, total);
    }

    /// <summary>
    /// What is searched for; null when nothing is left to search for ("een op een"), and then all is shown. A minus would mean "without" to the parser,
    /// and nothing in a resident's words.
    /// </summary>
    private static async Task<string?> WordsAsync(NpgsqlConnection connection, string? q, CancellationToken ct) => string.IsNullOrWhiteSpace(q)
        ? null
        : await connection.ExecuteScalarAsync<string?>(new CommandDefinition(WordsSql, new { q = q.Replace('-', ' ') }, cancellationToken: ct));

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public string Summary { get; init; } = "";
        public Guid OrganisationId { get; init; }
        public string OrganisationName { get; init; } = "";
        public string[] SupportTypes { get; init; } = [];
        public bool National { get; init; }
        public string[] Municipalities { get; init; } = [];
        public DateTimeOffset? VerifiedAt { get; init; }

        public FoundService ToFound() => new(Id, Name, Summary, new FoundOrganisation(OrganisationId, OrganisationName), SupportTypes, National, Municipalities, VerifiedAt);
    }

    private const string WordsSql = "select nullif(websearch_to_tsquery('dutch', unaccent(@q))::text, '')";

    private const string SelectSql = """
        select s.id, s.name, coalesce(s.content->>'summary', left(s.content->'essence'->>'what', 160)) as summary, s.organisation_id,
               o.name as organisation_name, s.support_types, s.national, s.municipalities, s.verified_at
        """;

    private const string FromSql = """
        from service s
        join organisation o on o.id = s.organisation_id
        where s.state = 'published'
          and (@municipality::text is null or s.national or s.municipalities @> array[@municipality::text])
          and (@supportTypes::text[] is null or s.support_types && @supportTypes::text[])
          and (@words::text is null or s.search @@ @words::text::tsquery)
        """;

    private const string OrderSql = """
        order by s.national, case when @words::text is null then 0 else ts_rank(s.search, @words::text::tsquery) end desc, s.name collate "nl-x-icu", s.id
        limit @pageSize offset @offset
        """;
}
