using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nabij.Catalog.Proposals;
using Nabij.Catalog.Services;
using Nabij.Contracts;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Proposals;

/// <summary>A provider's change of what is public goes by way of an editor, field by field.</summary>
public sealed class ProposalTests(CatalogFixture catalog)
{
    private const string Proposals = "/catalog/v1/proposals";
    private const string Town = "GM0141"; // of no other test

    public static TheoryData<string, string, string, bool> Overlaps => new()
    {
        // name at the base, as proposed, and as it is now; conflict
        { "a", "b", "a", false },
        { "a", "b", "c", true },
        { "a", "b", "b", false }, // both want the same
        { "a", "a", "c", false }, // not proposed at all
    };

    [Theory]
    [MemberData(nameof(Overlaps))]
    public void A_field_conflicts_when_somebody_else_made_it_something_else(string old, string wanted, string now, bool conflict)
    {
        var proposal = Of(New(old), New(wanted) with { Format = "both" });
        Assert.Equal(conflict ? ["name"] : [], proposal.Conflicts(New(now)));
        proposal.Decide([new DecidedField("format", true, null)], DateTimeOffset.UnixEpoch);
        Assert.Empty(proposal.Conflicts(New(now)));
    }

    [Fact]
    public void Only_approved_fields_are_taken_over()
    {
        var current = New("wandelen") with { Funding = "subsidised", Costs = [new Cost("koffie", new Money(2.5m), "visit")] };
        var merged = Of(New("wandelen"), New("dansen") with { Format = "both", Languages = ["nl"] }).Apply(current, ["languages", "format"]);
        Assert.Equal(["format", "languages"], ServiceRows.Differences(current, merged).Order(StringComparer.Ordinal));
        Assert.Empty(ServiceRows.Differences(current, Of(New("a"), New("b")).Apply(current, [])));
    }

    [Fact]
    public async Task An_editor_approves_one_field_and_rejects_another_and_one_event_tells_the_names()
    {
        var (id, organisation, provider, editor) = await PublishedAsync();
        using var anyone = catalog.Caller();
        var wanted = Content(null, Town).With("name", "Samen dansen").With("costs", new JsonArray()).With("languages", new JsonArray("nl"));
        var proposed = (await provider.PutAsync($"{Services}/{id}", wanted, IfMatch(2))).Is(HttpStatusCode.Accepted);
        Assert.Equal($"{Proposals}/{proposed.Id}", proposed.Header("Location"));
        Assert.Equal("\"2\"", proposed.Header("ETag"));
        Assert.Equal(("open", 2), (Text(proposed.Body, "state"), proposed.Body.GetProperty("baseVersion").GetInt32()));
        Assert.Equal("Samen wandelen", Text((await anyone.ReadAsync($"{Services}/{id}")).Body, "name"));

        var read = (await editor.ReadAsync($"{Proposals}/{proposed.Id}")).Is(HttpStatusCode.OK);
        Assert.Equal("\"1\"", read.Header("ETag"));
        var fields = read.Body.GetProperty("fields").EnumerateArray().ToDictionary(f => Text(f, "field")!);
        Assert.Equal(["costs", "languages", "name"], fields.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("Samen wandelen", "Samen dansen", false), (Text(fields["name"], "old"), Text(fields["name"], "new"), fields["name"].GetProperty("conflict").GetBoolean()));
        Assert.Equal(2.5m, fields["costs"].GetProperty("old")[0].GetProperty("price").GetProperty("amount").GetDecimal());
        Assert.Equal(0, fields["costs"].GetProperty("new").GetArrayLength());

        object[] decisions =
        [
            new { field = "name", approve = true }, new { field = "languages", approve = true }, new { field = "costs", approve = false, reason = "De koffie kost nog geld." },
        ];
        var decided = (await editor.PostAsync($"{Proposals}/{proposed.Id}/decide", new { decisions }, IfMatch(1))).Is(HttpStatusCode.OK);
        Assert.Equal(("decided", "\"2\""), (Text(decided.Body, "state"), decided.Header("ETag")));

        var service = (await anyone.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK);
        Assert.Equal(("Samen dansen", 1, "\"3\""), (Text(service.Body, "name"), service.Body.GetProperty("costs").GetArrayLength(), service.Header("ETag")));
        Assert.False(service.Body.TryGetProperty("verifiedAt", out _));
        var heard = await catalog.Broker.HearAsync<ServiceChanged>(e => e.ServiceId == id);
        Assert.Equal(["languages", "name"], heard.ChangedFields.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("dansen", JsonSerializer.Serialize(heard), StringComparison.Ordinal);

        // The provider sees what became of it.
        var seen = (await provider.ReadAsync($"{Proposals}/{proposed.Id}")).Is(HttpStatusCode.OK).Body;
        var costs = seen.GetProperty("fields").EnumerateArray().Single(f => Text(f, "field") == "costs");
        Assert.Equal((false, "De koffie kost nog geld."), (costs.GetProperty("approved").GetBoolean(), Text(costs, "reason")));
        (await editor.PostAsync($"{Proposals}/{proposed.Id}/decide", new { decisions }, IfMatch(2))).Is(HttpStatusCode.Conflict);
        Assert.NotEqual(Guid.Empty, organisation);
        Assert.Single(catalog.Broker.Heard<ServiceChanged>(), e => e.ServiceId == id);
    }

    [Fact]
    public async Task What_somebody_else_changed_meanwhile_is_not_overwritten()
    {
        var (id, _, provider, editor) = await PublishedAsync();
        var proposal = (await provider.PutAsync($"{Services}/{id}", Content(null, Town).With("name", "Samen dansen").With("format", "both"), IfMatch(2))).Is(HttpStatusCode.Accepted).Id;
        (await editor.PutAsync($"{Services}/{id}", Content(null, Town).With("name", "Samen zingen"), IfMatch(2))).Is(HttpStatusCode.OK);

        var name = (await editor.ReadAsync($"{Proposals}/{proposal}")).Body.GetProperty("fields").EnumerateArray().Single(f => Text(f, "field") == "name");
        Assert.Equal((true, "Samen wandelen", "Samen dansen", "Samen zingen"), (name.GetProperty("conflict").GetBoolean(), Text(name, "old"), Text(name, "new"), Text(name, "current")));
        object[] both = [new { field = "name", approve = true }, new { field = "format", approve = true }];
        var refused = (await editor.PostAsync($"{Proposals}/{proposal}/decide", new { decisions = both }, IfMatch(1))).Is(HttpStatusCode.Conflict).Body;
        Assert.Equal(["name"], refused.GetProperty("conflicts").EnumerateArray().Select(c => c.GetString()));

        object[] one = [new { field = "name", approve = false, reason = "Het is nu zingen." }, new { field = "format", approve = true }];
        (await editor.PostAsync($"{Proposals}/{proposal}/decide", new { decisions = one }, IfMatch(1))).Is(HttpStatusCode.OK);
        var service = (await editor.ReadAsync($"{Services}/{id}")).Body;
        Assert.Equal(("Samen zingen", "both"), (Text(service, "name"), Text(service, "format")));
        Assert.Equal(["format"], (await catalog.Broker.HearAsync<ServiceChanged>(e => e.ServiceId == id && e.AggregateVersion == 4)).ChangedFields);
    }

    [Fact]
    public async Task A_new_wish_takes_the_place_of_the_old_one_and_the_same_content_takes_it_back()
    {
        var (id, _, provider, editor) = await PublishedAsync();
        var first = (await provider.PutAsync($"{Services}/{id}", Content(null, Town).With("name", "Samen dansen"), IfMatch(2))).Is(HttpStatusCode.Accepted);
        var second = (await provider.PutAsync($"{Services}/{id}", Content(null, Town).With("format", "both"), IfMatch(2))).Is(HttpStatusCode.Accepted);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(["format"], second.Body.GetProperty("fields").EnumerateArray().Select(f => Text(f, "field")));
        object[] decisions = [new { field = "format", approve = true }];
        (await editor.PostAsync($"{Proposals}/{first.Id}/decide", new { decisions }, IfMatch(1))).Is(HttpStatusCode.PreconditionFailed);

        (await provider.PutAsync($"{Services}/{id}", Content(null, Town), IfMatch(2))).Is(HttpStatusCode.OK);
        Assert.Equal("withdrawn", Text((await provider.ReadAsync($"{Proposals}/{first.Id}")).Body, "state"));
        (await editor.PostAsync($"{Proposals}/{first.Id}/decide", new { decisions }, IfMatch(3))).Is(HttpStatusCode.Conflict);
        (await provider.PutAsync($"{Services}/{id}", Content(null, Town).With("format", "both"), IfMatch(1))).Is(HttpStatusCode.PreconditionFailed);
        Assert.NotEqual(first.Id, (await provider.PutAsync($"{Services}/{id}", Content(null, Town).With("format", "both"), IfMatch(2))).Is(HttpStatusCode.Accepted).Id);
    }

    [Fact]
    public async Task Only_who_keeps_the_service_sees_it_and_only_an_editor_decides()
    {
        var (id, organisation, provider, editor) = await PublishedAsync();
        var proposal = (await provider.PutAsync($"{Services}/{id}", Content(null, Town).With("format", "both"), IfMatch(2))).Is(HttpStatusCode.Accepted).Id;
        object[] decisions = [new { field = "format", approve = true }];
        foreach (var stranger in new[] { catalog.Caller("editor", "GM0363"), catalog.Caller("provider", Town, Guid.NewGuid()) })
        {
            (await stranger.ReadAsync($"{Proposals}/{proposal}")).Is(HttpStatusCode.NotFound);
            Assert.DoesNotContain(proposal, await ListAsync(stranger, "?pageSize=100"));
            Assert.Contains((await stranger.PostAsync($"{Proposals}/{proposal}/decide", new { decisions }, IfMatch(1))).Status, new[] { HttpStatusCode.NotFound, HttpStatusCode.Forbidden });
        }

        (await catalog.Caller().ReadAsync(Proposals)).Is(HttpStatusCode.Unauthorized);
        (await provider.PostAsync($"{Proposals}/{proposal}/decide", new { decisions }, IfMatch(1))).Is(HttpStatusCode.Forbidden);
        (await editor.PostAsync($"{Proposals}/{proposal}/decide", new { decisions })).Is(HttpStatusCode.PreconditionRequired);
        (await editor.PostAsync($"{Proposals}/{Guid.NewGuid()}/decide", new { decisions }, IfMatch(1))).Is(HttpStatusCode.NotFound);
        (await catalog.Caller("editor", "GM0363").ReadAsync($"{Proposals}?municipality={Town}")).Is(HttpStatusCode.Forbidden);
        Assert.Contains(proposal, await ListAsync(editor, $"?municipality={Town}&state=open&pageSize=100"));
        Assert.Contains(proposal, await ListAsync(provider, "?state=open"));
        Assert.DoesNotContain(proposal, await ListAsync(editor, "?state=decided&pageSize=100"));
        Assert.NotEqual(Guid.Empty, organisation);
    }

    [Theory]
    [InlineData("{}", "decisions")]
    [InlineData("""{"decisions": []}""", "decisions")]
    [InlineData("""{"decisions": [null]}""", "decisions[0]")]
    [InlineData("""{"decisions": [{}]}""", "decisions[0].approve,decisions[0].field")]
    [InlineData("""{"decisions": [{"field": "name", "approve": true}]}""", "decisions")]
    [InlineData("""{"decisions": [{"field": "name", "approve": true}, {"field": "name", "approve": true}]}""", "decisions[1].field")]
    [InlineData("""{"decisions": [{"field": "name", "approve": true}, {"field": "essence", "approve": true}]}""", "decisions[1].field")]
    [InlineData("""{"decisions": [{"field": "name", "approve": true}, {"field": "nothing", "approve": true}]}""", "decisions[1].field")]
    [InlineData("""{"decisions": [{"field": "name", "approve": true}, {"field": "funding", "approve": false}]}""", "decisions[1].reason")]
    // Free, and yet with a price: the two fields go together.
    [InlineData("""{"decisions": [{"field": "name", "approve": true}, {"field": "funding", "approve": true}, {"field": "costs", "approve": false, "reason": "nee hoor"}]}""", "funding")]
    public async Task What_is_wrong_is_named(string body, string fields)
    {
        var (id, _, provider, editor) = await PublishedAsync();
        var wanted = Content(null, Town).With("name", "Samen dansen").With("funding", "free").With("costs", new JsonArray());
        var proposal = (await provider.PutAsync($"{Services}/{id}", wanted, IfMatch(2))).Is(HttpStatusCode.Accepted).Id;
        var refused = (await editor.PostAsync($"{Proposals}/{proposal}/decide", body, IfMatch(1))).Is(HttpStatusCode.BadRequest);
        Assert.Equal(fields, string.Join(",", refused.Errors.Order(StringComparer.Ordinal)));
        Assert.Equal("open", Text((await editor.ReadAsync($"{Proposals}/{proposal}")).Body, "state"));
    }

    [Fact]
    public async Task A_service_is_not_moved_to_where_the_editor_has_no_say()
    {
        var (id, _, provider, editor) = await PublishedAsync();
        var proposal = (await provider.PutAsync($"{Services}/{id}", Content(null, "GM0363"), IfMatch(2))).Is(HttpStatusCode.Accepted).Id;
        object[] decisions = [new { field = "scope", approve = true }];
        (await editor.PostAsync($"{Proposals}/{proposal}/decide", new { decisions }, IfMatch(1))).Is(HttpStatusCode.Forbidden);
        (await catalog.Caller("editor", "*").PostAsync($"{Proposals}/{proposal}/decide", new { decisions }, IfMatch(1))).Is(HttpStatusCode.OK);
    }

    private async Task<(Guid Id, Guid Organisation, HttpClient Provider, HttpClient Editor)> PublishedAsync()
    {
        var organisation = await catalog.ListOrganisationAsync();
        return (await catalog.PublishAsync(Content(organisation, Town)), organisation, catalog.Caller("provider", Town, organisation), catalog.Caller("editor", Town));
    }

    private static async Task<List<Guid>> ListAsync(HttpClient reader, string query) =>
        [.. (await reader.ReadAsync($"{Proposals}{query}")).Is(HttpStatusCode.OK).Body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid())];

    private static string? Text(JsonElement body, string member) => body.GetProperty(member).GetString();

    private static Proposal Of(ServiceContent old, ServiceContent wanted) =>
        new() { Id = Guid.NewGuid(), ServiceId = Guid.NewGuid(), Base = old, BaseVersion = 2, Proposed = wanted, MadeAt = DateTimeOffset.UnixEpoch };

    private static ServiceContent New(string name) => new()
    {
        Name = name,
        Essence = new Essence("Elke week een wandeling.", "iedereen", "loop mee"),
        SupportTypes = ["meeting-opportunities"],
        Format = "group",
        Frequency = "recurring",
        Scope = new Scope(Municipalities: ["GM0344"]),
    };
}
