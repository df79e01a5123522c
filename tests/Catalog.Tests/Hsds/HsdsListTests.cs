using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using static Catalog.Tests.Hsds.HsdsAsking;

namespace Catalog.Tests.Hsds;

/// <summary>Pages, lines and filters.</summary>
public sealed class HsdsListTests(CatalogFixture catalog)
{
    [Theory]
    [InlineData("/services", "select s.id from service s where s.organisation_id = @organisation order by s.last_modified, s.id")]
    [InlineData("/service_at_locations", "select p.id from service_location p join service s on s.id = p.service_id where s.organisation_id = @organisation order by s.last_modified, p.id")]
    public async Task Nothing_is_lost_and_nothing_comes_twice(string list, string sql)
    {
        var organisation = await catalog.ListOrganisationAsync();
        var first = await catalog.PublishAsync(Rich(organisation));
        // Many at one instant, and more than one step of the stream.
        await catalog.ScalarAsync<int>("""
            insert into service (id, organisation_id, state, version, content, name, support_types, national, municipalities, published_at, changed_at)
            select gen_random_uuid(), organisation_id, state, version, content, name, support_types, national, municipalities, published_at,
                   changed_at + interval '1 second' * (n / 150)
            from service, generate_series(1, 450) n where id = @first
            """, new { first });
        await using var connection = await catalog.Db.OpenConnectionAsync();
        var all = (await connection.QueryAsync<Guid>(sql, new { organisation })).ToArray();
        Assert.True(all.Length >= 451);

        List<Guid> walked = [];
        var query = $"{list}?organization_id={organisation}";
        for (var (page, last) = (1, false); !last; page++)
        {
            var answer = await catalog.HsdsAsync($"{query}&per_page=97&page={page}");
            var contents = answer.GetProperty("contents").EnumerateArray().ToArray();
            Assert.Equal(contents.Length, answer.GetProperty("size").GetInt32());
            Assert.Equal(all.Length, answer.GetProperty("total_items").GetInt32());
            Assert.Equal((all.Length + 96) / 97, answer.GetProperty("total_pages").GetInt32());
            Assert.Equal(page, answer.GetProperty("page_number").GetInt32());
            Assert.Equal(page == 1, answer.GetProperty("first_page").GetBoolean());
            Assert.False(answer.GetProperty("empty").GetBoolean());
            last = answer.GetProperty("last_page").GetBoolean();
            Assert.Equal(last, page == answer.GetProperty("total_pages").GetInt32());
            walked.AddRange(contents.Ids());
        }

        Assert.Equal(all, walked);
        Assert.Equal(all, (await catalog.LinesAsync($"{query}&format=ndjson")).Ids());
    }

    [Fact]
    public async Task A_page_knows_its_place()
    {
        var organisation = await catalog.ListOrganisationAsync();
        Assert.Equal("""{"total_items":0,"total_pages":0,"page_number":1,"size":0,"first_page":true,"last_page":true,"empty":true,"contents":[]}""",
            (await catalog.HsdsAsync($"/services?organization_id={organisation}")).GetRawText());
        await catalog.PublishAsync(Asking.Content(organisation));
        var beyond = await catalog.HsdsAsync($"/services?organization_id={organisation}&page=7");
        Assert.Equal((0, 1, false, true, true), (beyond.GetProperty("size").GetInt32(), beyond.GetProperty("total_items").GetInt32(),
            beyond.GetProperty("first_page").GetBoolean(), beyond.GetProperty("last_page").GetBoolean(), beyond.GetProperty("empty").GetBoolean()));
        foreach (var list in new[] { "/taxonomy_terms", "/organizations", "/services" })
        {
            Assert.True((await catalog.HsdsAsync($"{list}?per_page=5000")).GetProperty("size").GetInt32() <= 100);
            Assert.Equal(1, (await catalog.HsdsAsync($"{list}?per_page=-3")).GetProperty("size").GetInt32());
        }
    }

    [Fact]
    public async Task Minimal_tells_what_has_changed_and_no_more()
    {
        var organisation = await catalog.ListOrganisationAsync();
        await catalog.PublishAsync(Rich(organisation));
        var item = Assert.Single(await catalog.ContentsAsync($"/services?organization_id={organisation}&minimal=true"));
        Assert.Equal(["id", "last_modified"], item.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task A_rich_service_comes_back_for_each_of_its_own_properties()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Rich(organisation, "Wándelen met Çelik"));
        await catalog.PublishAsync(Asking.Content(organisation, "GM0363").With("name", "Iets heel anders").With("format", "individual").With("frequency", "one-off")
            .With("supportTypes", new JsonArray("practical-support")).With("evidence", "none"));
        var service = await catalog.HsdsAsync($"/services/{id}");

        var attributes = service.GetProperty("attributes").EnumerateArray().Select(a => a.GetProperty("taxonomy_term")).ToArray();
        var queries = attributes.Select(t => $"taxonomy_term_id={t.GetProperty("id").GetGuid()}").ToList();
        queries.AddRange(["search=wandelen", "search=CELIK%20wandel", "search=blokje%20brug", "minimum_age=60&maximum_age=65", "minimum_age=20&maximum_age=60"]);
        var optional = attributes.Select(t => t.Text("taxonomy")).Where(t => t is "nl-probleem" or "nl-doelgroep" or "nl-plaats" or "nl-financiering" or "nl-uitvoering" or "nl-inkomenseis" or "nl-toegankelijkheid");
        foreach (var taxonomy in (await catalog.ContentsAsync("/taxonomies?per_page=100")).Where(t => optional.Contains(t.Text("name")))) queries.Add($"taxonomy_id={taxonomy.GetProperty("id").GetGuid()}");
        Assert.True(queries.Count >= 26);
        foreach (var query in queries)
        {
            var found = (await catalog.ContentsAsync($"/services?organization_id={organisation}&{query}")).Ids();
            Assert.True(found.Contains(id), query);
            var places = await catalog.ContentsAsync($"/service_at_locations?organization_id={organisation}&{query}");
            Assert.True(places.Ids("service_id").Count(s => s == id) == 3, query);
            if (!query.Contains("age=", StringComparison.Ordinal)) Assert.True(found is [var only] && only == id, query);
        }

        // All of them at once, too.
        var terms = string.Join('&', queries.Where(q => q.StartsWith("taxonomy", StringComparison.Ordinal)).Take(14));
        Assert.Equal([id], (await catalog.ContentsAsync($"/services?{terms}&organization_id={organisation}&search=wandelen&minimum_age=60")).Ids());
    }

    [Fact]
    public async Task Filters_narrow_each_other()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var group = await catalog.PublishAsync(Asking.Content(organisation).With("name", "Zingen"));
        var alone = await catalog.PublishAsync(Asking.Content(organisation).With("name", "Zingen").With("format", "individual"));
        var (inGroup, individual, weekly) = (await catalog.TermAsync("nl-werkvorm", "group"), await catalog.TermAsync("nl-werkvorm", "individual"), await catalog.TermAsync("nl-frequentie", "recurring"));

        foreach (var (query, expected) in new (string, Guid[])[]
        {
            ("search=zingen", [group, alone]), ($"taxonomy_term_id={inGroup}", [group]), ($"taxonomy_term_id={weekly}&taxonomy_term_id={individual}", [alone]),
            ($"taxonomy_term_id={inGroup}&taxonomy_term_id={individual}", []), ($"search=dansen&taxonomy_term_id={inGroup}", []), ("search=zingen%20dansen", []),
            ($"taxonomy_term_id={Guid.NewGuid()}", []), ($"taxonomy_id={Guid.NewGuid()}", []), ("search=%25", []), ("search=_ingen", []),
            ("modified_after=2099-01-01", []), ("maximum_age=5", [group, alone]),
        })
        {
            Assert.Equal(expected, (await catalog.ContentsAsync($"/services?organization_id={organisation}&{query}")).Ids());
        }

        Assert.Empty(await catalog.ContentsAsync($"/services?organization_id={Guid.NewGuid()}&search=zingen"));
    }

    [Fact]
    public async Task A_service_is_modified_when_its_organisation_is()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Rich(organisation));
        var before = (await catalog.HsdsAsync($"/services/{id}")).GetProperty("last_modified").GetDateTimeOffset();
        var after = $"/services?organization_id={organisation}&modified_after={Escape(before.AddMilliseconds(1))}";
        Assert.Empty(await catalog.ContentsAsync(after));
        Assert.Equal([id], (await catalog.ContentsAsync($"/services?organization_id={organisation}&modified_after={Escape(before)}")).Ids());

        using var editor = catalog.Caller("editor");
        (await editor.PutAsync($"/catalog/v1/organisations/{organisation}", new { name = "Buurthuis De Brug", domain = "care-welfare", phone = "030 765 43 21" }, Asking.IfMatch(1))).Is(HttpStatusCode.OK);
        Assert.Equal([id], (await catalog.ContentsAsync(after)).Ids());
        var service = await catalog.HsdsAsync($"/services/{id}");
        Assert.True(service.GetProperty("last_modified").GetDateTimeOffset() > before);
        Assert.Equal("030 765 43 21", service.GetProperty("organization").GetProperty("phones")[0].Text("number"));
        Assert.True((await catalog.ScalarAsync<int>("select version from service where id = @id", new { id })) == 2);
    }

    [Fact]
    public async Task Places_are_found_by_postcode_and_by_distance()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var near = await catalog.PublishAsync(Rich(organisation));
        var national = await catalog.PublishAsync(Asking.Content(organisation).With("locations", JsonNode.Parse("""[{"postcode": "9711"}]""")));
        var elsewhere = await catalog.PublishAsync(Asking.Content(organisation, "GM0363").With("locations", JsonNode.Parse("""[{"postcode": "3511", "latitude": 52.0907, "longitude": 5.1214}]""")));
        var list = $"/service_at_locations?organization_id={organisation}";

        // Served there: the whole country, and the municipality.
        Assert.Equal([near, national], (await catalog.ContentsAsync($"{list}&postcode=3511")).Ids("service_id").Distinct());
        Assert.Equal([national, elsewhere], (await catalog.ContentsAsync($"{list}&postcode=1012ab")).Ids("service_id").Distinct());
        // And near.
        var close = await catalog.ContentsAsync($"{list}&postcode=3511%20AB&proximity=1000");
        Assert.Equal([("Buurthuis De Brug", near)], close.Select(p => (p.GetProperty("location").Text("name"), p.GetProperty("service_id").GetGuid())));
        // A place with a postcode only is in the middle of its area.
        Assert.Equal(2, (await catalog.ContentsAsync($"{list}&postcode=3511&proximity=5000")).Length);
        Assert.Equal([near], (await catalog.ContentsAsync($"{list}&postcode=3581&proximity=0")).Ids("service_id"));
        Assert.Equal([national], (await catalog.ContentsAsync($"{list}&postcode=9711&proximity=100")).Ids("service_id"));
    }

    [Fact]
    public async Task Organisations_are_found_by_name_and_domain()
    {
        var id = Guid.NewGuid();
        using var editor = catalog.Caller("editor");
        (await editor.PutAsync($"/catalog/v1/organisations/{id}", new { name = $"Crème {id}", domain = "sports-movement" }, ("If-None-Match", "*"))).Is(HttpStatusCode.BadRequest);
        (await editor.PutAsync($"/catalog/v1/organisations/{id}", new { name = $"Crème {id}", domain = "municipality" }, ("If-None-Match", "*"))).Is(HttpStatusCode.Created);
        var (own, other) = (await catalog.TermAsync("nl-domein", "municipality"), await catalog.TermAsync("nl-domein", "care-welfare"));
        Assert.Equal([id], (await catalog.ContentsAsync($"/organizations?search=CREME%20{id}")).Ids());
        Assert.Equal([id], (await catalog.ContentsAsync($"/organizations?search={id}&taxonomy_term_id={own}&full=true")).Ids());
        Assert.Empty(await catalog.ContentsAsync($"/organizations?search={id}&taxonomy_term_id={other}"));
        Assert.Empty(await catalog.ContentsAsync($"/organizations?search={id}&taxonomy_term_id={own}&taxonomy_term_id={other}"));
        Assert.Equal(await catalog.ScalarAsync<int>("select count(*) from organisation where id = @id", new { id }),
            (await catalog.LinesAsync($"/organizations?format=ndjson&search={id}")).Length);
    }

    [Fact]
    public async Task Terms_are_listed_by_taxonomy()
    {
        var taxonomies = await catalog.ContentsAsync("/taxonomies?per_page=100");
        var terms = await catalog.LinesAsync("/taxonomy_terms?format=ndjson");
        foreach (var taxonomy in taxonomies)
        {
            var id = taxonomy.GetProperty("id").GetGuid();
            var own = await catalog.ContentsAsync($"/taxonomy_terms?per_page=100&top_only=true&taxonomy_id={id}");
            Assert.NotEmpty(own);
            Assert.Equal(terms.Where(t => t.GetProperty("taxonomy_id").GetGuid() == id).Ids(), own.Ids());
        }

        Assert.Empty(await catalog.ContentsAsync($"/taxonomy_terms?parent_id={terms[0].GetProperty("id").GetGuid()}"));
        Assert.Equal(["nl-uitvoering"], (await catalog.ContentsAsync("/taxonomy_terms?search=beroepskrachten")).Select(t => t.Text("taxonomy")).Distinct());
    }
}
