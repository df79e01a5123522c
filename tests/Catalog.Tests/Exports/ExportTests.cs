using System.Net;
using System.Text.Json.Nodes;
using Catalog.Tests.Imports;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Exports;

public sealed class ExportTests(CatalogFixture catalog)
{
    [Fact]
    public async Task What_is_exported_and_imported_again_changes_nothing()
    {
        var organisation = await catalog.ListOrganisationAsync();
        const string municipality = "GM0599";
        string[] names = ["=cmd()", "+31 en zo", "\"tussen\"; komma, en\nregel", "'s ochtends", "Gewoon wandelen"];
        foreach (var name in names)
            await catalog.PublishAsync(Content(organisation, municipality).With("name", name).With("locations", JsonNode.Parse("""[{"postcode": "3011 AA", "accessibility": ["lift"]}, {"name": "Twee | drie", "postcode": "3012"}]""")));
        await catalog.RegisterAsync(Content(organisation, municipality).With("name", "Nog een concept"));
        var versions = "select sum(version)::int from service where municipalities = '{GM0599}'";
        var before = await catalog.ScalarAsync<int>(versions);

        var export = (await catalog.Caller().ReadAsync($"/catalog/v1/exports/services.csv?municipality={municipality}")).Is(HttpStatusCode.OK);
        Assert.Equal("text/csv", export.MediaType);
        Assert.StartsWith("bron_id;nabij_id;", export.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(";=cmd()", export.Text, StringComparison.Ordinal);
        Assert.Contains(";'=cmd();", export.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Nog een concept", export.Text, StringComparison.Ordinal);

        using var editor = catalog.Caller("editor", municipality);
        Assert.Equal((0, 0, names.Length, 0), (await editor.ImportAsync(export.Text, "source=again&dryRun=false")).Counts());
        Assert.Equal((0, 1, names.Length - 1, 0), (await editor.ImportAsync(export.Text.Replace("Gewoon wandelen", "Anders wandelen", StringComparison.Ordinal), "source=again&dryRun=false")).Counts());
        Assert.Equal(before + 1, await catalog.ScalarAsync<int>(versions));
    }

    [Fact]
    public async Task Each_line_is_a_service_as_it_is_read_by_itself()
    {
        const string municipality = "GM0606";
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), municipality));
        await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), "GM0344"));
        using var anyone = catalog.Caller();
        var lines = (await anyone.ReadAsync($"/catalog/v1/exports/services.ndjson?municipality={municipality}")).Is(HttpStatusCode.OK);
        Assert.Equal("application/x-ndjson", lines.MediaType);
        Assert.Equal((await anyone.ReadAsync($"{Services}/{id}")).Text, Assert.Single(lines.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains(id.ToString(), (await anyone.ReadAsync("/catalog/v1/exports/services.ndjson")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        (await anyone.ReadAsync("/catalog/v1/exports/services.csv?municipality=GM9999")).Is(HttpStatusCode.BadRequest);
    }
}
