using System.Net;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Quality;

/// <summary>Methods that were described or studied, and the services that are based on them.</summary>
public sealed class InterventionTests(CatalogFixture catalog)
{
    private const string Path = "/catalog/v1/interventions";

    [Fact]
    public async Task An_editor_of_the_whole_country_keeps_the_list_and_everyone_reads_it()
    {
        using var everywhere = catalog.Caller("editor", "*");
        using var anyone = catalog.Caller();
        var name = $"Aanpak {Guid.NewGuid():N}";
        var made = (await everywhere.PostAsync(Path, Intervention(name))).Is(HttpStatusCode.Created);
        var path = $"{Path}/{made.Id}";
        Assert.Equal(path, made.Header("Location"));

        var read = (await anyone.ReadAsync(path)).Is(HttpStatusCode.OK);
        Assert.Equal(("\"1\"", name, "theory", "2024-05-01", "https://methoden.example/aanpak"), (read.Header("ETag"), Text("name"), Text("evidence"), Text("asOfDate"), Text("url")));
        Assert.Contains(made.Id, await ListAsync("?evidence=theory&pageSize=100"));
        Assert.DoesNotContain(made.Id, await ListAsync("?evidence=strong&pageSize=100"));

        (await everywhere.PostAsync(Path, Intervention(name.ToUpperInvariant()))).Is(HttpStatusCode.Conflict);
        (await everywhere.PutAsync(path, Intervention(name, "strong"))).Is(HttpStatusCode.PreconditionRequired);
        Assert.Equal("\"2\"", (await everywhere.PutAsync(path, Intervention(name, "strong"), IfMatch(1))).Is(HttpStatusCode.OK).Header("ETag"));
        (await everywhere.PutAsync(path, Intervention(name), IfMatch(1))).Is(HttpStatusCode.PreconditionFailed);
        var other = (await everywhere.PostAsync(Path, Intervention(name + " twee"))).Is(HttpStatusCode.Created);
        (await everywhere.PutAsync($"{Path}/{other.Id}", Intervention(name), IfMatch(1))).Is(HttpStatusCode.Conflict);
        Assert.Contains(made.Id, await ListAsync("?evidence=strong&pageSize=100"));
        (await anyone.ReadAsync($"{Path}/{Guid.NewGuid()}")).Is(HttpStatusCode.NotFound);

        using var local = catalog.Caller("editor");
        (await local.PostAsync(Path, Intervention("Van hier"))).Is(HttpStatusCode.Forbidden);
        (await local.PutAsync(path, Intervention(name), IfMatch(2))).Is(HttpStatusCode.NotFound);
        (await catalog.Caller("provider", "*").PostAsync(Path, Intervention("Van ons"))).Is(HttpStatusCode.Forbidden);
        (await anyone.PostAsync(Path, Intervention("Van mij"))).Is(HttpStatusCode.Unauthorized);
        Assert.Equal(["asOfDate", "description", "evidence", "name", "source"], (await everywhere.PostAsync(Path, "{}")).Is(HttpStatusCode.BadRequest).Errors.Order());

        string? Text(string member) => read.Body.GetProperty(member).GetString();
    }

    [Fact]
    public async Task A_service_points_to_the_intervention_that_it_is_based_on()
    {
        using var everywhere = catalog.Caller("editor", "*");
        using var editor = catalog.Caller("editor");
        var intervention = (await everywhere.PostAsync(Path, Intervention($"Aanpak {Guid.NewGuid():N}"))).Is(HttpStatusCode.Created).Id;
        var organisation = await catalog.ListOrganisationAsync();
        Assert.Equal(["interventionId"], (await editor.PostAsync(Services, Content(organisation, "GM0344").With("interventionId", Guid.NewGuid()))).Is(HttpStatusCode.BadRequest).Errors);

        var id = await catalog.PublishAsync(Content(organisation, "GM0344").With("interventionId", intervention));
        using var anyone = catalog.Caller();
        Assert.Equal(intervention, (await anyone.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK).Body.GetProperty("interventionId").GetGuid());

        // The organisation proposes another one; only one that exists.
        using var provider = catalog.Caller("provider", "GM0344", organisation);
        foreach (var caller in new[] { editor, provider })
            Assert.Equal(["interventionId"], (await caller.PutAsync($"{Services}/{id}", Content(null, "GM0344").With("interventionId", Guid.NewGuid()), IfMatch(2))).Is(HttpStatusCode.BadRequest).Errors);
        var proposed = (await provider.PutAsync($"{Services}/{id}", Content(null, "GM0344"), IfMatch(2))).Is(HttpStatusCode.Accepted).Body;
        Assert.Equal("interventionId", proposed.GetProperty("fields")[0].GetProperty("field").GetString());
        Assert.False((await editor.PutAsync($"{Services}/{id}", Content(null, "GM0344"), IfMatch(2))).Is(HttpStatusCode.OK).Body.TryGetProperty("interventionId", out _));
    }

    private async Task<Guid[]> ListAsync(string query) =>
        [.. (await catalog.Caller().ReadAsync(Path + query)).Is(HttpStatusCode.OK).Body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid())];

    private static object Intervention(string name, string evidence = "theory") => new
    {
        name,
        description = "Een groep die tien keer bij elkaar komt en oefent met vriendschap.",
        evidence,
        source = "Voorbeeldbank van methoden",
        url = "https://methoden.example/aanpak",
        asOfDate = "2024-05-01",
    };
}
