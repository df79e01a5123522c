using System.Net;
using Nabij.Contracts;

namespace Catalog.Tests;

public sealed class OrganisationTests(CatalogFixture catalog)
{
    private readonly Guid _id = Guid.NewGuid();

    private string Path => $"/catalog/v1/organisations/{_id}";

    [Fact]
    public async Task An_editor_lists_an_organisation_once_and_the_others_hear_of_it()
    {
        using var editor = catalog.Caller("editor");
        using var anyone = catalog.Caller();
        (await anyone.ReadAsync(Path)).Is(HttpStatusCode.NotFound);

        var listed = (await editor.PutAsync(Path, Asking.Organisation(), ("If-None-Match", "*"))).Is(HttpStatusCode.Created);
        Assert.Equal(Path, listed.Header("Location"));
        Assert.Equal("\"1\"", listed.Header("ETag"));
        var heard = await catalog.Broker.HearAsync<OrganisationListed>(e => e.OrganisationId == _id);
        Assert.Equal((1, "care-welfare"), (heard.AggregateVersion, heard.Domain));

        (await editor.PutAsync(Path, Asking.Organisation("Een ander"), ("If-None-Match", "*"))).Is(HttpStatusCode.PreconditionFailed);
        Assert.Equal("Buurthuis De Brug", (await anyone.ReadAsync(Path)).Is(HttpStatusCode.OK).Body.GetProperty("name").GetString());
    }

    [Fact]
    public async Task It_is_changed_only_by_who_has_read_its_last_version()
    {
        using var editor = catalog.Caller("editor");
        (await editor.PutAsync(Path, Asking.Organisation(), Asking.IfMatch(1))).Is(HttpStatusCode.NotFound);
        (await editor.PutAsync(Path, Asking.Organisation(), ("If-None-Match", "*"))).Is(HttpStatusCode.Created);

        (await editor.PutAsync(Path, Asking.Organisation("Nieuw"))).Is(HttpStatusCode.PreconditionRequired);
        var changed = (await editor.PutAsync(Path, Asking.Organisation("Nieuw"), Asking.IfMatch(1))).Is(HttpStatusCode.OK);
        Assert.Equal("\"2\"", changed.Header("ETag"));
        Assert.Equal("Nieuw", changed.Body.GetProperty("name").GetString());
        (await editor.PutAsync(Path, Asking.Organisation("Te laat"), Asking.IfMatch(1))).Is(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task A_provider_changes_its_own_and_no_other()
    {
        using var editor = catalog.Caller("editor");
        using var own = catalog.Caller("provider", organisation: _id);
        using var other = catalog.Caller("provider", organisation: Guid.NewGuid());
        using var handler = catalog.Caller("handler");
        (await own.PutAsync(Path, Asking.Organisation(), ("If-None-Match", "*"))).Is(HttpStatusCode.Forbidden);
        (await editor.PutAsync(Path, Asking.Organisation(), ("If-None-Match", "*"))).Is(HttpStatusCode.Created);

        (await own.PutAsync(Path, Asking.Organisation("Van ons"), Asking.IfMatch(1))).Is(HttpStatusCode.OK);
        (await other.PutAsync(Path, Asking.Organisation("Van hen"), Asking.IfMatch(2))).Is(HttpStatusCode.NotFound);
        (await handler.PutAsync(Path, Asking.Organisation(), Asking.IfMatch(2))).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        using var editor = catalog.Caller("editor");
        var wrong = new { name = "x", domain = "nothing", kvkNumber = "1234", website = "javascript:alert(1)", email = "geen adres" };
        var answer = (await editor.PutAsync(Path, wrong, ("If-None-Match", "*"))).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["domain", "email", "kvkNumber", "name", "website"], answer.Errors.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_list_finds_a_name_without_its_accents()
    {
        using var editor = catalog.Caller("editor");
        (await editor.PutAsync(Path, Asking.Organisation($"Café Één {_id}"), ("If-None-Match", "*"))).Is(HttpStatusCode.Created);
        using var anyone = catalog.Caller();
        var found = (await anyone.ReadAsync($"/catalog/v1/organisations?q=cafe%20een%20{_id}&domain=care-welfare")).Is(HttpStatusCode.OK).Body;
        Assert.Equal(_id, Assert.Single(found.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());
        (await anyone.ReadAsync("/catalog/v1/organisations?domain=nothing")).Is(HttpStatusCode.BadRequest);
    }
}
