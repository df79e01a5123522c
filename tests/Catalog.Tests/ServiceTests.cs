using System.Net;
using System.Text.Json.Nodes;
using Nabij.Contracts;
using static Catalog.Tests.Asking;

namespace Catalog.Tests;

/// <summary>The life of a service, and who may do what with it.</summary>
public sealed class ServiceTests(CatalogFixture catalog)
{
    private const string Utrecht = "GM0344", Amsterdam = "GM0363", Rotterdam = "GM0599";

    [Fact]
    public async Task From_draft_to_found()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var provider = catalog.Caller("provider", organisation: organisation);
        using var editor = catalog.Caller("editor");
        using var anyone = catalog.Caller();
        var word = Word();

        var draft = (await provider.PostAsync(Services, Content(organisation, Utrecht).With("name", $"Wandelen {word}"))).Is(HttpStatusCode.Created);
        Assert.Equal($"{Services}/{draft.Id}", draft.Header("Location"));
        Assert.Equal("\"1\"", draft.Header("ETag"));
        Assert.Equal("draft", draft.Body.GetProperty("state").GetString());
        Assert.Equal("EUR", draft.Body.GetProperty("costs")[0].GetProperty("price").GetProperty("currency").GetString());
        (await anyone.ReadAsync(draft.Header("Location")!)).Is(HttpStatusCode.NotFound);

        var offered = (await provider.StepAsync(draft.Id, "submit", 1)).Is(HttpStatusCode.OK);
        Assert.Equal("in-review", offered.Body.GetProperty("state").GetString());
        Assert.Empty(await catalog.FindAsync($"q={word}"));

        (await provider.StepAsync(draft.Id, "publish", 2)).Is(HttpStatusCode.Forbidden);
        (await editor.StepAsync(draft.Id, "publish", 2)).Is(HttpStatusCode.OK);
        Assert.Equal([draft.Id], await catalog.FindAsync($"q={word}"));
        var read = (await anyone.ReadAsync(draft.Header("Location")!)).Is(HttpStatusCode.OK);
        Assert.Equal("\"3\"", read.Header("ETag"));
        Assert.Equal("published", read.Body.GetProperty("state").GetString());

        var heard = await catalog.Broker.HearAsync<ServicePublished>(e => e.ServiceId == draft.Id);
        Assert.Equal(3, heard.AggregateVersion);
        Assert.Equal(["meeting-opportunities"], heard.SupportTypes);
        Assert.Equal([Utrecht], heard.Municipalities);
        Assert.Equal(organisation, heard.Organisation);
    }

    [Fact]
    public async Task Places_and_times_come_back_as_they_were_told()
    {
        var content = Content(await catalog.ListOrganisationAsync(), Utrecht)
            .With("locations", JsonNode.Parse("""[{"name": "Buurthuis De Kade", "address": "Kade 1", "postcode": "3511AB", "city": "Utrecht", "latitude": 52.09, "longitude": 5.12, "accessibility": ["wheelchair"]}]"""))
            .With("schedule", JsonNode.Parse("""{"text": "Niet in de zomer.", "times": [{"startDate": "2026-01-06", "startsAt": "10:00:00", "endsAt": "11:30:00", "rule": "FREQ=MONTHLY;BYDAY=1TU"}]}"""))
            .With("capacity", JsonNode.Parse("""{"placesLeft": 3, "waitingList": false, "asOfDate": "2026-11-01"}"""));
        var id = await catalog.PublishAsync(content);
        using var anyone = catalog.Caller();
        var read = (await anyone.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK).Body;
        foreach (var member in new[] { "locations", "schedule", "capacity" })
            Assert.True(JsonNode.DeepEquals(content[member], JsonNode.Parse(read.GetProperty(member).GetRawText())), read.GetProperty(member).GetRawText());
    }

    [Fact]
    public async Task A_draft_is_seen_only_by_who_may_change_it()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var path = $"{Services}/{await catalog.RegisterAsync(Content(organisation, Utrecht))}";
        using var own = catalog.Caller("provider", Rotterdam, organisation);
        using var editor = catalog.Caller("editor");
        var read = (await own.ReadAsync(path)).Is(HttpStatusCode.OK);
        Assert.Equal("no-cache, private", read.Header("Cache-Control"));
        (await editor.ReadAsync(path)).Is(HttpStatusCode.OK);

        foreach (var caller in Strangers())
        {
            using (caller) (await caller.ReadAsync(path)).Is(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Strangers_change_nothing()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, Utrecht));
        foreach (var caller in Strangers().Skip(1))
        {
            using var _ = caller;
            (await caller.PutAsync($"{Services}/{id}", Content(null, Utrecht), IfMatch(2))).Is(HttpStatusCode.NotFound);
            (await caller.StepAsync(id, "pause", 2, new { reason = "vakantie" })).Is(HttpStatusCode.NotFound);
            (await caller.PostAsync(Services, Content(organisation, Utrecht))).Is(HttpStatusCode.Forbidden);
        }

        using var handler = catalog.Caller("handler");
        (await handler.PostAsync(Services, Content(organisation, Utrecht))).Is(HttpStatusCode.Forbidden);
        using var anyone = catalog.Caller();
        (await anyone.PostAsync(Services, Content(organisation, Utrecht))).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_national_service_is_kept_by_an_editor_of_the_whole_country()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var local = catalog.Caller("editor");
        (await local.PostAsync(Services, Content(organisation))).Is(HttpStatusCode.Forbidden);
        var id = await catalog.PublishAsync(Content(organisation));
        (await local.StepAsync(id, "pause", 2, new { reason = "vakantie" })).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nobody_moves_a_service_to_where_he_may_not_change_it()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.RegisterAsync(Content(organisation, Utrecht));
        using var editor = catalog.Caller("editor");
        (await editor.PutAsync($"{Services}/{id}", Content(null, Amsterdam), IfMatch(1))).Is(HttpStatusCode.Forbidden);
        (await editor.PutAsync($"{Services}/{id}", Content(null, Amsterdam, Utrecht), IfMatch(1))).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_provider_changes_its_draft_and_leaves_what_is_published_to_the_editor()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var provider = catalog.Caller("provider", organisation: organisation);
        using var editor = catalog.Caller("editor");
        var id = await catalog.RegisterAsync(Content(organisation, Utrecht));
        var path = $"{Services}/{id}";
        (await provider.PutAsync(path, Content(null, Utrecht).With("name", "Fietsen"))).Is(HttpStatusCode.PreconditionRequired);
        (await provider.PutAsync(path, Content(null, Utrecht).With("name", "Fietsen"), IfMatch(1))).Is(HttpStatusCode.OK);
        (await provider.PutAsync(path, Content(null, Utrecht).With("name", "Te laat"), IfMatch(1))).Is(HttpStatusCode.PreconditionFailed);
        (await editor.StepAsync(id, "publish", 2)).Is(HttpStatusCode.OK);
        (await provider.PutAsync(path, Content(null, Utrecht).With("name", "Dansen"), IfMatch(3))).Is(HttpStatusCode.Accepted);

        var changed = Content(null, Utrecht).With("name", "Dansen").With("costs", new JsonArray());
        Assert.Equal("\"4\"", (await editor.PutAsync(path, changed, IfMatch(3))).Is(HttpStatusCode.OK).Header("ETag"));
        var heard = await catalog.Broker.HearAsync<ServiceChanged>(e => e.ServiceId == id);
        Assert.Equal(4, heard.AggregateVersion);
        Assert.Equal(["costs", "name"], heard.ChangedFields.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_same_content_again_is_no_change()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, Utrecht));
        using var editor = catalog.Caller("editor");
        var same = (await editor.PutAsync($"{Services}/{id}", Content(null, Utrecht), IfMatch(2))).Is(HttpStatusCode.OK);
        Assert.Equal("\"2\"", same.Header("ETag"));

        // Events of one service come in order: when the pause is heard, a change before it would have been heard too.
        (await editor.StepAsync(id, "pause", 2, new { reason = "Vakantie" })).Is(HttpStatusCode.OK);
        await catalog.Broker.HearAsync<ServicePaused>(e => e.ServiceId == id);
        Assert.DoesNotContain(catalog.Broker.Heard<ServiceChanged>(), e => e.ServiceId == id);
    }

    [Fact]
    public async Task A_paused_service_is_not_found_and_says_why()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var word = Word();
        var id = await catalog.PublishAsync(Content(organisation, Utrecht).With("name", word));
        using var provider = catalog.Caller("provider", organisation: organisation);
        using var anyone = catalog.Caller();

        (await provider.StepAsync(id, "pause", 2, new { })).Is(HttpStatusCode.BadRequest);
        (await provider.StepAsync(id, "pause", 2, new { reason = "Tot september geen plaats." })).Is(HttpStatusCode.OK);
        Assert.Empty(await catalog.FindAsync($"q={word}"));
        var paused = (await anyone.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK).Body;
        Assert.Equal("paused", paused.GetProperty("state").GetString());
        Assert.Equal("Tot september geen plaats.", paused.GetProperty("reason").GetString());
        Assert.Equal(3, (await catalog.Broker.HearAsync<ServicePaused>(e => e.ServiceId == id)).AggregateVersion);

        var resumed = (await provider.StepAsync(id, "resume", 3)).Is(HttpStatusCode.OK).Body;
        Assert.False(resumed.TryGetProperty("reason", out _));
        Assert.Equal([id], await catalog.FindAsync($"q={word}"));
        Assert.Equal(4, (await catalog.Broker.HearAsync<ServicePublished>(e => e.ServiceId == id && e.AggregateVersion > 2)).AggregateVersion);
    }

    [Fact]
    public async Task An_archived_service_leads_to_its_successor()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var word = Word();
        var id = await catalog.PublishAsync(Content(organisation, Utrecht).With("name", word));
        var successor = await catalog.PublishAsync(Content(organisation, Utrecht));
        using var editor = catalog.Caller("editor");
        using var anyone = catalog.Caller();

        foreach (var wrong in new[] { id, Guid.NewGuid() })
        {
            var refused = (await editor.StepAsync(id, "archive", 2, new { reason = "gestopt", successorId = wrong })).Is(HttpStatusCode.BadRequest);
            Assert.Equal(["successorId"], refused.Errors);
        }

        (await editor.StepAsync(id, "archive", 2, new { reason = "gestopt", successorId = successor })).Is(HttpStatusCode.OK);
        Assert.Empty(await catalog.FindAsync($"q={word}"));
        var archived = (await anyone.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK).Body;
        Assert.Equal(successor, archived.GetProperty("successorId").GetGuid());
        Assert.Equal("archived", archived.GetProperty("state").GetString());
        var heard = await catalog.Broker.HearAsync<ServiceArchived>(e => e.ServiceId == id);
        Assert.Equal((3, (Guid?)successor), (heard.AggregateVersion, heard.SuccessorId));
        (await editor.PutAsync($"{Services}/{id}", Content(null, Utrecht), IfMatch(3))).Is(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_step_that_is_not_allowed_names_what_is()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.RegisterAsync(Content(organisation, Utrecht));
        using var editor = catalog.Caller("editor");
        var refused = (await editor.StepAsync(id, "resume", 1)).Is(HttpStatusCode.Conflict).Body;
        Assert.Equal(["submit", "publish", "archive"], refused.GetProperty("allowed").EnumerateArray().Select(a => a.GetString()));
        (await editor.StepAsync(id, "submit", 7)).Is(HttpStatusCode.PreconditionFailed);
        (await editor.PostAsync($"{Services}/{id}/submit", body: null)).Is(HttpStatusCode.PreconditionRequired);
        (await editor.StepAsync(Guid.NewGuid(), "submit", 1)).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task One_fact_of_a_source_is_registered_once()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var editor = catalog.Caller("editor");
        var content = Content(organisation, Utrecht).With("source", new JsonObject { ["name"] = "test", ["id"] = Word() });
        var both = await Task.WhenAll(editor.PostAsync(Services, content), editor.PostAsync(Services, content));
        var first = both.Single(a => a.Status == HttpStatusCode.Created);
        var second = both.Single(a => a.Status == HttpStatusCode.Conflict);
        Assert.Equal(first.Id, second.Body.GetProperty("existing").GetGuid());
        Assert.NotEqual(default, first.Body.GetProperty("sourceSeenAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task An_unchanged_service_is_not_sent_again()
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), Utrecht));
        using var anyone = catalog.Caller();
        var unchanged = (await anyone.ReadAsync($"{Services}/{id}", ("If-None-Match", "\"2\""))).Is(HttpStatusCode.NotModified);
        Assert.Equal("", unchanged.Text);
        Assert.Equal("\"2\"", unchanged.Header("ETag"));
        (await anyone.ReadAsync($"{Services}/{id}", ("If-None-Match", "\"1\", W/\"2\""))).Is(HttpStatusCode.NotModified);
        var read = (await anyone.ReadAsync($"{Services}/{id}", ("If-None-Match", "\"1\""))).Is(HttpStatusCode.OK);
        Assert.Equal("public, no-cache", read.Header("Cache-Control"));

        var list = (await anyone.ReadAsync($"{Services}?municipality={Utrecht}")).Is(HttpStatusCode.OK);
        (await anyone.ReadAsync($"{Services}?municipality={Utrecht}&page=1", ("If-None-Match", "\"other\""))).Is(HttpStatusCode.OK);
        Assert.NotNull(list.Header("ETag"));
    }

    /// <summary>Nobody; an editor of elsewhere; a provider of another organisation; an editor and a provider without a claim to it.</summary>
    private IEnumerable<HttpClient> Strangers() =>
        [catalog.Caller(), catalog.Caller("editor", Amsterdam), catalog.Caller("provider", Utrecht, Guid.NewGuid()), catalog.Caller("provider")];

    private static string Word() => "w" + Guid.NewGuid().ToString("N");
}
