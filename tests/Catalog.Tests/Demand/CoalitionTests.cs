using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nabij.Contracts;
using Nabij.Testing;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Demand;

/// <summary>What editors do with what a coalition tells: invite its partners, look for what it misses.</summary>
public sealed class CoalitionTests(CatalogFixture catalog)
{
    private const string Invitations = "/catalog/v1/invitations", Wanted = "/catalog/v1/wanted";

    private static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_organisation_that_joined_is_invited_until_residents_find_something_of_it()
    {
        const string here = "GM0489";
        var organisation = await catalog.ListOrganisationAsync();
        using var editor = catalog.Caller("editor", here);
        var last = Joined(here, organisation, Start.AddDays(3));
        foreach (var message in new[] { last, Joined(here, organisation, Start), last }) await catalog.Broker.PublishAsync(message);
        var unknown = Joined(here, Guid.NewGuid(), Start.AddDays(1)); // not in the catalogue itself
        await catalog.Broker.PublishAsync(unknown);
        await Eventually.TrueAsync(async () => (await ListAsync(editor, Invitations, here)).Count == 2);

        var invited = (await ListAsync(editor, Invitations, here))[0];
        Assert.Equal((organisation, "Buurthuis De Brug", "care-welfare", Start.AddDays(3), 0L), (invited.GetProperty("organisationId").GetGuid(), invited.GetProperty("name").GetString(),
            invited.GetProperty("domain").GetString(), invited.GetProperty("joinedAt").GetDateTimeOffset(), invited.GetProperty("drafts").GetInt64()));
        Assert.False((await ListAsync(editor, Invitations, here))[1].TryGetProperty("name", out _));

        await catalog.PublishAsync(Content(organisation, "GM0344")); // elsewhere
        var id = await catalog.RegisterAsync(Content(organisation, here));
        Assert.Equal(1, (await ListAsync(editor, Invitations, here))[0].GetProperty("drafts").GetInt64());
        (await editor.StepAsync(id, "publish", 1)).Is(HttpStatusCode.OK);
        Assert.Equal(unknown.Organisation, Assert.Single(await ListAsync(editor, Invitations, here)).GetProperty("organisationId").GetGuid());
    }

    [Fact]
    public async Task A_gap_is_wanted_while_there_is_little_for_it_and_the_coalition_sees_it()
    {
        const string here = "GM0518";
        using var editor = catalog.Caller("editor", here);
        var organisation = await catalog.ListOrganisationAsync();
        var (gap, other) = (Identified(here, "valued-role", "young-people"), Identified(here, "social-skills", null));
        foreach (var message in new[] { gap, other, gap }) await catalog.Broker.PublishAsync(message);
        await Eventually.TrueAsync(async () => (await ListAsync(editor, Wanted, here)).Count == 2);

        await PublishAsync("valued-role", "young-people");
        await PublishAsync("valued-role", "bereaved");          // for others
        await PublishAsync("meaningful-contact", "young-people"); // something else
        var rows = await ListAsync(editor, Wanted, here);
        Assert.Equal(["social-skills 0", "valued-role 1"], rows.Select(r => $"{r.GetProperty("supportType").GetString()} {r.GetProperty("localServices").GetInt64()}"));
        Assert.False(rows[0].TryGetProperty("targetGroup", out _));
        await PublishAsync("valued-role"); // for everyone, so for them too
        await PublishAsync("valued-role", "young-people");
        Assert.Equal(other.GapId, Assert.Single(await ListAsync(editor, Wanted, here)).GetProperty("gapId").GetGuid());

        await catalog.Broker.PublishAsync(Closed(here, other.GapId));
        await Eventually.TrueAsync(async () => (await ListAsync(editor, Wanted, here)).Count == 0);

        Task<Guid> PublishAsync(string supportType, params string[] targetGroups) => catalog.PublishAsync(Content(organisation, here)
            .With("supportTypes", new JsonArray(supportType)).With("targetGroups", new JsonArray([.. targetGroups.Select(t => JsonValue.Create(t))])));
    }

    [Fact]
    public async Task A_gap_whose_end_is_heard_first_is_not_wanted()
    {
        const string here = "GM0289";
        using var editor = catalog.Caller("editor", here);
        var gap = Identified(here, "valued-role", null);
        await catalog.Broker.PublishAsync(Closed(here, gap.GapId));
        await Eventually.TrueAsync(async () => await catalog.ScalarAsync<bool>("select exists (select from wanted where gap_id = @GapId)", new { gap.GapId }));
        await catalog.Broker.PublishAsync(gap);
        await Eventually.TrueAsync(async () => await catalog.ScalarAsync<bool>("select exists (select from inbox where message_id = @EventId)", new { gap.EventId }));
        Assert.Empty(await ListAsync(editor, Wanted, here));
    }

    [Theory]
    [InlineData(Invitations)]
    [InlineData(Wanted)]
    public async Task It_is_for_the_editors_of_the_municipality(string path)
    {
        (await catalog.Caller("editor", "GM0363").ReadAsync($"{path}?municipality=GM0344")).Is(HttpStatusCode.Forbidden);
        (await catalog.Caller("editor", "GM0363").ReadAsync(path)).Is(HttpStatusCode.OK);
        (await catalog.Caller("coordinator").ReadAsync(path)).Is(HttpStatusCode.Forbidden);
        (await catalog.Caller().ReadAsync(path)).Is(HttpStatusCode.Unauthorized);
        Assert.DoesNotContain("GM0489", (await catalog.Caller("editor", "GM0363").ReadAsync($"{path}?pageSize=100")).Text, StringComparison.Ordinal);
    }

    private static async Task<List<JsonElement>> ListAsync(HttpClient editor, string path, string municipality) =>
        [.. (await editor.ReadAsync($"{path}?municipality={municipality}")).Is(HttpStatusCode.OK).Body.GetProperty("items").EnumerateArray()];

    private static PartnerJoined Joined(string municipality, Guid organisation, DateTimeOffset at) => new()
    {
        CoalitionId = Guid.NewGuid(),
        PartnerId = Guid.NewGuid(),
        Domain = "care-welfare",
        Organisation = organisation,
        Municipality = municipality,
        OccurredAt = at,
        AggregateVersion = 2,
    };

    private static GapIdentified Identified(string municipality, string supportType, string? targetGroup) => new()
    {
        GapId = Guid.NewGuid(),
        SupportType = supportType,
        TargetGroup = targetGroup,
        Municipality = municipality,
        OccurredAt = Start,
        AggregateVersion = 3,
    };

    private static GapClosed Closed(string municipality, Guid gap) => new() { GapId = gap, Reason = "supply-arranged", Municipality = municipality, OccurredAt = Start.AddDays(1), AggregateVersion = 5 };
}
