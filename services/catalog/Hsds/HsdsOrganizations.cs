using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Organisations;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Hsds;

/// <summary>Organisations, and with <c>full</c> or one by one also their services: at most so many, and the address of the rest.</summary>
internal static class HsdsOrganizations
{
    private const int MostPerPage = 100, MostFullPerPage = 10, UsualPerPage = 20, MostServices = 100;

    public static void Map(IEndpointRouteBuilder hsds)
    {
        hsds.MapRead("/organizations", ListAsync).WithPublicCaching();
        hsds.MapRead("/organizations/{id:guid}", GetAsync).WithPublicCaching();
    }

    private static Task<Results<JsonHttpResult<HsdsPage>, PushStreamHttpResult, ProblemHttpResult>> ListAsync(
        ServiceMapping mapping, HsdsOptions options, NpgsqlDataSource db, HttpContext http)
    {
        var (query, args) = (new HsdsQuery(http.Request.Query), new DynamicParameters());
        var fullService = query.Flag("full_service");
        var full = query.Flag("full") || fullService;
        var list = new HsdsList<OrganisationRow>(ServiceRow.OrganisationColumns, FromSql + Filters(query, args), ("o.changed_at", "o.id"), args,
            async (connection, sql, parameters, ct) => [.. (await connection.QueryAsync<Organisation>(new CommandDefinition(sql, parameters, cancellationToken: ct))).Select(o => new OrganisationRow(o))],
            async (connection, rows, ct) => full
                ? await WithServicesAsync([.. rows.Select(r => r.Organisation)], fullService, mapping, HsdsRoot.AddressOf(options, http.Request), connection, ct)
                : [.. rows.Select(r => OrganizationMapping.Short(r.Organisation))]);
        return list.AnswerAsync(query, full ? MostFullPerPage : MostPerPage, full ? MostFullPerPage : UsualPerPage, db, http);
    }

    private static async Task<Results<JsonHttpResult<HsdsOrganization>, ProblemHttpResult>> GetAsync(
        Guid id, ServiceMapping mapping, HsdsOptions options, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        var query = new HsdsQuery(http.Request.Query);
        var fullService = query.Flag("full_service");
        if (query.Refusal is { } refusal) return refusal;
        await using var connection = await db.OpenConnectionAsync(ct);
        var found = await connection.QuerySingleOrDefaultAsync<Organisation>(
            new CommandDefinition($"select {ServiceRow.OrganisationColumns} {FromSql} and o.id = @id", new { id }, cancellationToken: ct));
        return found is null
            ? Problem.NotFound()
            : TypedResults.Json((await WithServicesAsync([found], fullService, mapping, HsdsRoot.AddressOf(options, http.Request), connection, ct))[0], HsdsJson.Options);
    }

    private static async Task<IReadOnlyList<HsdsOrganization>> WithServicesAsync(
        IReadOnlyList<Organisation> organisations, bool fullService, ServiceMapping mapping, string address, NpgsqlConnection connection, CancellationToken ct)
    {
        var args = new { ids = organisations.Select(o => o.Id).ToArray(), most = MostServices + 1 };
        var services = (await ServiceRow.ReadAsync(connection, ServicesSql, args, ct)).ToLookup(s => s.Organisation.Id);
        return
        [
            .. organisations.Select(o => OrganizationMapping.Full(o) with
            {
                Services = services[o.Id].Any()
                    ? [.. services[o.Id].Take(MostServices).Select(s => fullService ? mapping.Full(s, withOrganisation: false) : mapping.Short(s, withOrganisation: false))]
                    : null,
                XMoreServices = services[o.Id].Count() > MostServices ? $"{address}/services?organization_id={o.Id}" : null,
            }),
        ];
    }

    private static string Filters(HsdsQuery query, DynamicParameters args)
    {
        var filters = "";
        if (query.Words("search") is { } words)
        {
            args.Add("words", words);
            filters += WordsSql;
        }

        // Terms of one characteristic only: its domain.
        var terms = query.Ids("taxonomy_term_id").Select(id => PlatformTaxonomies.Domains.Terms.FirstOrDefault(t => t.Id == id)?.Code ?? "").Distinct().ToList();
        if (terms.Count > 0)
        {
            args.Add("domain", terms.Count == 1 ? terms[0] : "");
            filters += " and o.domain = @domain";
        }

        return query.Ids("taxonomy_id").All(id => id == PlatformTaxonomies.Domains.Shown.Id) ? filters : filters + " and false";
    }

    private const string FromSql = "from organisation o where true";

    private const string WordsSql = """
         and not exists (select from unnest((select array_agg(unaccent(lower(w))) from unnest(@words) w)) word where position(word in unaccent(lower(o.name))) = 0)
        """;

    private const string ServicesSql = $"""
        select {ServiceRow.FullColumns}, s.id as listed_id, {ServiceRow.OrganisationColumns}
        from organisation o
        cross join lateral (
            select listed.* from service listed
            where listed.organisation_id = o.id and listed.published_at is not null
            order by listed.last_modified, listed.id
            limit @most) s
        where o.id = any(@ids)
        order by s.last_modified, s.id
        """;
}
