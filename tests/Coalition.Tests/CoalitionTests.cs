using System.Net;
using Nabij.Contracts;
using Nabij.ServiceDefaults.Auth;

namespace Coalition.Tests;

/// <summary>Coalitions over HTTP, and the walls between municipalities.</summary>
public sealed class CoalitionTests(CoalitionFixture service)
{
    private static readonly string[] Known = ["GM0344"], Unknown = ["GM9999"];

    [Fact]
    public async Task Founding_is_told_and_a_municipality_has_one_coalition_at_a_time()
    {
        using var town = await Town.FoundAsync(service);
        var told = await service.Broker.HearAsync<CoalitionFounded>(c => c.CoalitionId == town.Coalition);
        Assert.Equal((town.Municipality, 1L), (told.Municipality!, told.AggregateVersion));
        var body = new { name = "Nog een", municipalities = new[] { town.Municipality } };
        using (var second = await town.Coordinator.SubmitAsync("/coalitions", body)) await second.BodyAsync(HttpStatusCode.Conflict);
        await town.Coordinator.StepAsync(town.Path, "end", new { reason = "We gaan regionaal verder" });
        await town.Coordinator.CreateAsync("/coalitions", body);
        using var closed = await town.Coordinator.SubmitAsync($"{town.Path}/agreements", new { what = "Samen eten" });
        await closed.BodyAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Of_many_who_found_at_once_one_succeeds()
    {
        var municipality = service.NewMunicipality();
        using var coordinator = service.Caller(Roles.Coordinator, municipality);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            using var answer = await coordinator.SubmitAsync("/coalitions", new { name = $"Coalitie {i}", municipalities = new[] { municipality } });
            return answer.StatusCode;
        }));
        Assert.Equal((1, 5), (answers.Count(a => a == HttpStatusCode.Created), answers.Count(a => a == HttpStatusCode.Conflict)));
    }

    [Fact]
    public async Task It_becomes_active_with_partners_from_two_domains_and_lapses_without_them()
    {
        using var town = await Town.FoundAsync(service);
        await town.JoinAsync("Welzijn", "care-welfare");
        using (var alone = await town.Coordinator.TryStepAsync(town.Path, "activate")) Assert.Equal(["partners"], await alone.ErrorsAsync());
        var (school, _) = await town.JoinAsync("De School", "education");
        var active = await town.Coordinator.StepAsync(town.Path, "activate");
        Assert.Equal(("active", "start", "care-welfare education"), (active.Text("status"), active.Text("growthStage"), string.Join(' ', active.Texts("domains"))));
        await town.Coordinator.StepAsync($"/partners/{school.Id()}", "suspend");
        Assert.Equal("dormant", (await town.Coordinator.ReadAsync(town.Path)).Text("status"));
    }

    [Fact]
    public async Task An_active_coalition_cannot_lose_its_coordinator()
    {
        using var town = await Town.FoundAsync(service);
        await town.JoinAsync("Welzijn", "care-welfare");
        await town.JoinAsync("De School", "education");
        await town.Coordinator.StepAsync(town.Path, "activate");
        using var refused = await town.Coordinator.SendAsync(
            HttpMethod.Put, town.Path, new { name = "Samen", gapThreshold = 2 }, await town.Coordinator.ETagAsync(town.Path));
        Assert.Equal(["coordinator"], await refused.ErrorsAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(51)]
    public async Task The_threshold_is_from_1_to_50(int gapThreshold)
    {
        var municipality = service.NewMunicipality();
        using var coordinator = service.Caller(Roles.Coordinator, municipality);
        using var refused = await coordinator.SubmitAsync("/coalitions", new { name = "Samen", municipalities = new[] { municipality }, gapThreshold });
        Assert.Equal(["gapThreshold"], await refused.ErrorsAsync());
    }

    [Fact]
    public async Task A_coordinator_founds_only_in_its_own_municipalities()
    {
        using var coordinator = service.Caller(Roles.Coordinator, service.NewMunicipality());
        using (var refused = await coordinator.SubmitAsync("/coalitions", new { name = "Samen", municipalities = new[] { service.NewMunicipality() } }))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using (var unknown = await coordinator.SubmitAsync("/coalitions", new { name = "Samen", municipalities = Unknown }))
            Assert.Equal(["municipalities"], await unknown.ErrorsAsync());
        using var member = service.Caller(Roles.Member, service.NewMunicipality());
        using var role = await member.SubmitAsync("/coalitions", new { name = "Samen", municipalities = Known });
        Assert.Equal(HttpStatusCode.Forbidden, role.StatusCode);
    }

    [Fact]
    public async Task A_coalition_of_two_municipalities_is_seen_in_both_and_told_to_both()
    {
        string[] both = [service.NewMunicipality(), service.NewMunicipality()];
        using var staff = service.Caller(Roles.Coordinator, "*");
        var coalition = await staff.CreateAsync("/coalitions", new { name = "Samen in de regio", municipalities = both });
        foreach (var municipality in both)
        {
            await service.Broker.HearAsync<CoalitionFounded>(c => c.CoalitionId == coalition.Id() && c.Municipality == municipality);
            using var member = service.Caller(Roles.Member, municipality);
            Assert.Equal(coalition.Id(), (await member.ReadAsync($"/coalitions?municipality={municipality}")).Items().Single().Id());
        }
    }

    [Fact]
    public async Task Another_municipality_sees_and_changes_nothing()
    {
        using var town = await Town.FoundAsync(service);
        var (partner, person) = await town.JoinAsync("Welzijn", "care-welfare");
        var workgroup = await town.Coordinator.CreateAsync($"{town.Path}/workgroups", new { name = "Ontmoeten" });
        var agreement = await town.Coordinator.CreateAsync($"{town.Path}/agreements", Town.Terms(person.Id()));
        await service.Broker.PublishAsync(new NeedUnmet
        {
            SignalRef = Guid.NewGuid(),
            SupportType = "valued-role",
            Municipality = town.Municipality,
            OccurredAt = TimeProvider.System.GetUtcNow(),
            AggregateVersion = 1,
        });
        var gap = (await service.Broker.HearAsync<GapIdentified>(g => g.Municipality == town.Municipality)).GapId;
        var partnerPath = $"/partners/{partner.Id()}";
        var full = new { name = "Ontmoeten", kind = "organisation", domain = "education", tier = "core", gapThreshold = 1, what = "Samen", role = "lead" };
        (HttpMethod Method, string Path, object? Body)[] requests =
        [
            (HttpMethod.Get, town.Path, null), (HttpMethod.Get, $"{town.Path}/partners", null), (HttpMethod.Get, $"{town.Path}/workgroups", null),
            (HttpMethod.Get, $"{town.Path}/gaps", null), (HttpMethod.Get, $"{town.Path}/agreements", null), (HttpMethod.Get, partnerPath, null),
            (HttpMethod.Get, $"{partnerPath}/people", null), (HttpMethod.Get, $"/people/{person.Id()}", null),
            (HttpMethod.Get, $"/workgroups/{workgroup.Id()}", null), (HttpMethod.Get, $"/gaps/{gap}", null),
            (HttpMethod.Get, $"/agreements/{agreement.Id()}", null), (HttpMethod.Get, $"/agreements/{agreement.Id()}/history", null),
            (HttpMethod.Put, town.Path, new { full.name, full.gapThreshold }), (HttpMethod.Post, $"{town.Path}/activate", null),
            (HttpMethod.Post, $"{town.Path}/suspend", null), (HttpMethod.Post, $"{town.Path}/end", new { reason = "Klaar" }),
            (HttpMethod.Post, $"{town.Path}/partners", new { organisationId = Guid.NewGuid(), full.name, full.kind, full.domain, full.tier }),
            (HttpMethod.Put, partnerPath, new { full.name, full.kind, full.domain, full.tier }), (HttpMethod.Post, $"{partnerPath}/leave", null),
            (HttpMethod.Post, $"{partnerPath}/people", new { full.name }), (HttpMethod.Put, $"/people/{person.Id()}", new { full.name }),
            (HttpMethod.Delete, $"/people/{person.Id()}", null), (HttpMethod.Post, $"{town.Path}/workgroups", new { full.name }),
            (HttpMethod.Put, $"/workgroups/{workgroup.Id()}", new { full.name }), (HttpMethod.Post, $"/workgroups/{workgroup.Id()}/activate", null),
            (HttpMethod.Post, $"/workgroups/{workgroup.Id()}/members", new { personId = person.Id(), full.role }),
            (HttpMethod.Post, $"/gaps/{gap}/close", new { reason = "no-gap" }), (HttpMethod.Post, $"{town.Path}/agreements", new { full.what }),
            (HttpMethod.Put, $"/agreements/{agreement.Id()}", new { full.what }), (HttpMethod.Post, $"/agreements/{agreement.Id()}/agree", null),
            (HttpMethod.Post, $"/agreements/{agreement.Id()}/cancel", new { reason = "Klaar" }),
        ];

        using var stranger = service.Caller(Roles.Coordinator, service.NewMunicipality());
        foreach (var (method, path, body) in requests)
        {
            using var answer = await stranger.SendAsync(method, path, body, etag: "*");
            Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{method} {path}: {answer.StatusCode}");
        }

        using var named = await stranger.GetAsync($"{Api.Base}/coalitions?municipality={town.Municipality}");
        Assert.Equal(HttpStatusCode.Forbidden, named.StatusCode);
        Assert.Empty((await stranger.ReadAsync("/coalitions")).Items());
        using var anonymous = service.Caller();
        using var nobody = await anonymous.GetAsync(Api.Base + town.Path);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }
}
