using System.Net;
using Dapper;
using Nabij.Contracts;

namespace Coalition.Tests;

/// <summary>Partners and their people over HTTP.</summary>
public sealed class PartnerTests(CoalitionFixture service)
{
    private static readonly string[] Components = ["collaboration"];

    [Fact]
    public async Task A_partner_that_joins_is_told_once_with_its_organisation_and_domain()
    {
        using var town = await Town.FoundAsync(service);
        var organisation = Guid.NewGuid();
        var (partner, _) = await town.JoinAsync("Welzijn", "care-welfare", organisation);
        var told = await service.Broker.HearAsync<PartnerJoined>(p => p.PartnerId == partner.Id());
        Assert.Equal((town.Coalition, "care-welfare", organisation, town.Municipality, 3L),
            (told.CoalitionId, told.Domain, told.Organisation!.Value, told.Municipality!, told.AggregateVersion));
        await town.Coordinator.StepAsync($"/partners/{partner.Id()}", "suspend");
        await town.Coordinator.StepAsync($"/partners/{partner.Id()}", "resume");
        Assert.Single(service.Broker.Heard<PartnerJoined>(), p => p.PartnerId == partner.Id());
    }

    [Fact]
    public async Task An_organisation_and_a_name_are_in_a_coalition_once_until_they_leave()
    {
        using var town = await Town.FoundAsync(service);
        var organisation = Guid.NewGuid();
        var partner = await town.AddPartnerAsync("Welzijn", organisation: organisation);
        foreach (var (id, name) in new[] { (organisation, "Anders"), (Guid.NewGuid(), "WELZIJN") })
        {
            using var refused = await town.Coordinator.SubmitAsync($"{town.Path}/partners", new
            {
                organisationId = id,
                name,
                kind = "organisation",
                domain = "education",
                tier = "network",
            });
            await refused.BodyAsync(HttpStatusCode.Conflict);
        }

        await town.Coordinator.StepAsync($"/partners/{partner.Id()}", "leave");
        await town.AddPartnerAsync("Welzijn", organisation: organisation);
    }

    [Fact]
    public async Task Another_partners_name_cannot_be_taken()
    {
        using var town = await Town.FoundAsync(service);
        await town.AddPartnerAsync("Welzijn");
        var path = $"/partners/{(await town.AddPartnerAsync("De School")).Id()}";
        using var refused = await town.Coordinator.SendAsync(HttpMethod.Put, path,
            new { name = "Welzijn", kind = "organisation", domain = "education", tier = "core" }, await town.Coordinator.ETagAsync(path));
        await refused.BodyAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task All_that_is_wrong_is_named_at_once_in_the_callers_language()
    {
        using var town = await Town.FoundAsync(service);
        using (var dutch = await town.Coordinator.SubmitAsync($"{town.Path}/partners", new { domain = "nowhere", tier = "top" }))
            Assert.Equal(["domain", "kind", "name", "organisationId", "tier"], await dutch.ErrorsAsync());
        town.Coordinator.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        using var english = await town.Coordinator.SubmitAsync($"{town.Path}/partners", new { });
        Assert.Equal("This is required.", (await english.BodyAsync(HttpStatusCode.BadRequest)).GetProperty("errors").Texts("name").Single());
    }

    [Fact]
    public async Task A_step_that_the_state_does_not_allow_names_those_that_it_does()
    {
        using var town = await Town.FoundAsync(service);
        var partner = await town.AddPartnerAsync("Welzijn");
        using var refused = await town.Coordinator.TryStepAsync($"/partners/{partner.Id()}", "join");
        Assert.Equal(["invite", "leave"], (await refused.BodyAsync(HttpStatusCode.Conflict)).Texts("allowed"));
    }

    [Fact]
    public async Task A_partner_that_leaves_ends_its_seats_and_its_agreements_wait_for_another_owner()
    {
        using var town = await Town.FoundAsync(service);
        var (leaver, lead) = await town.JoinAsync("Welzijn", "care-welfare");
        var (_, other) = await town.JoinAsync("De School", "education");
        await town.Coordinator.StepAsync(town.Path, "activate");
        var group = $"/workgroups/{(await town.Coordinator.CreateAsync($"{town.Path}/workgroups", new
        {
            name = "Ontmoeten",
            purpose = "Elkaar leren kennen",
            decisionMethod = "consent",
            components = Components,
        })).Id()}";
        await town.Coordinator.CreateAsync($"{group}/members", new { personId = lead.Id(), role = "lead" });
        await town.Coordinator.CreateAsync($"{group}/members", new { personId = other.Id(), role = "member" });
        await town.Coordinator.StepAsync(group, "activate");
        var agreement = $"/agreements/{(await town.Coordinator.CreateAsync($"{town.Path}/agreements", Town.Terms(lead.Id()))).Id()}";
        await town.Coordinator.StepAsync(agreement, "agree");

        await town.Coordinator.StepAsync($"/partners/{leaver.Id()}", "leave");
        var after = await town.Coordinator.ReadAsync(group);
        Assert.Equal(("paused", other.Id()), (after.Text("status"), after.GetProperty("members")[0].GetProperty("personId").GetGuid()));
        var open = await town.Coordinator.ReadAsync(agreement);
        Assert.Equal(("proposed", false), (open.Text("status"), open.TryGetProperty("owner", out _)));
        Assert.Equal("dormant", (await town.Coordinator.ReadAsync(town.Path)).Text("status"));
    }

    [Fact]
    public async Task An_erased_person_leaves_history_and_agreements_but_no_name_anywhere()
    {
        using var town = await Town.FoundAsync(service);
        var (partner, _) = await town.JoinAsync("Welzijn", "care-welfare");
        var (name, mail, title, account) = ("Wilhelmina Zonderland", "w.zonderland@voorbeeld.nl", "Buurtverbinder-Z", $"account-{Guid.NewGuid():N}");
        var person = await town.Coordinator.CreateAsync($"/partners/{partner.Id()}/people", new { name, email = mail, roleTitle = title, account });
        var done = $"/agreements/{(await town.Coordinator.CreateAsync($"{town.Path}/agreements", Town.Terms(person.Id()))).Id()}";
        foreach (var (step, body) in new (string, object?)[] { ("agree", null), ("start", null), ("complete", new { result = "Het loopt" }) })
            await town.Coordinator.StepAsync(done, step, body);
        var open = $"/agreements/{(await town.Coordinator.CreateAsync($"{town.Path}/agreements", Town.Terms(person.Id()))).Id()}";
        await town.Coordinator.StepAsync(open, "agree");

        for (var i = 0; i < 2; i++)
        {
            using var erased = await town.Coordinator.SendAsync(HttpMethod.Delete, $"/people/{person.Id()}");
            Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        }

        var left = await town.Coordinator.ReadAsync($"/people/{person.Id()}");
        Assert.Equal(("oud-lid", true, false), (left.Text("name"), left.GetProperty("erased").GetBoolean(), left.TryGetProperty("email", out _)));
        Assert.Equal("oud-lid", (await town.Coordinator.ReadAsync(done)).GetProperty("owner").Text("name"));
        Assert.Equal("proposed", (await town.Coordinator.ReadAsync(open)).Text("status"));
        Assert.Equal(["proposed", "agreed", "owner-lost"], (await town.Coordinator.ReadAsync($"{open}/history")).Items().Select(h => h.Text("what")));
        Assert.Equal(["registered", "erased"], await HistoryAsync(person.Id()));
        foreach (var text in new[] { name, mail, title, account }) Assert.Empty(await TablesWithAsync(text));
    }

    [Fact]
    public async Task Address_and_account_of_a_contact_are_for_the_coordinator_and_the_own_organisation()
    {
        using var town = await Town.FoundAsync(service);
        var own = Guid.NewGuid();
        var (partner, person) = await town.JoinAsync("Welzijn", "care-welfare", own, account: "account-1");
        using var colleague = town.Member(own);
        using var other = town.Member(Guid.NewGuid());
        Assert.Equal("contact@voorbeeld.nl", (await colleague.ReadAsync($"/partners/{partner.Id()}/people")).Items().Single().Text("email"));
        var seen = (await other.ReadAsync($"/partners/{partner.Id()}/people")).Items().Single();
        Assert.Equal(("Contact van Welzijn", false, false), (seen.Text("name"), seen.TryGetProperty("email", out _), seen.TryGetProperty("account", out _)));

        using var refused = await other.SendAsync(HttpMethod.Delete, $"/people/{person.Id()}");
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        using var stranger = await other.SubmitAsync($"/partners/{partner.Id()}/people", new { name = "Jo" });
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        await colleague.CreateAsync($"/partners/{partner.Id()}/people", new { name = "Jo" });
    }

    private async Task<IEnumerable<string>> HistoryAsync(Guid id)
    {
        await using var connection = await service.Db.OpenConnectionAsync();
        return await connection.QueryAsync<string>("select what from history where aggregate_id = @id order by id", new { id });
    }

    /// <summary>The tables of the whole database in which the text stands somewhere.</summary>
    private async Task<List<string>> TablesWithAsync(string text)
    {
        await using var connection = await service.Db.OpenConnectionAsync();
        var found = new List<string>();
        var tables = await connection.QueryAsync<string>("select tablename from pg_tables where schemaname = 'public'");
        foreach (var table in tables)
        {
            if (await connection.ExecuteScalarAsync<bool>($"select exists (select 1 from {table} t where position(@text in t::text) > 0)", new { text })) found.Add(table);
        }

        return found;
    }
}
