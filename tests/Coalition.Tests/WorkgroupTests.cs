using System.Net;

namespace Coalition.Tests;

/// <summary>Workgroups over HTTP.</summary>
public sealed class WorkgroupTests(CoalitionFixture service)
{
    [Fact]
    public async Task A_workgroup_starts_when_nothing_is_missing()
    {
        using var town = await Town.FoundAsync(service);
        var (_, lead) = await town.JoinAsync("Welzijn", "care-welfare");
        var (_, member) = await town.JoinAsync("De School", "education");
        var path = $"/workgroups/{(await town.Coordinator.CreateAsync($"{town.Path}/workgroups", new { name = "Ontmoeten" })).Id()}";
        using (var refused = await town.Coordinator.TryStepAsync(path, "activate"))
            Assert.Equal(["components", "decisionMethod", "lead", "members", "purpose"], await refused.ErrorsAsync());

        await town.Coordinator.CreateAsync($"{path}/members", new { personId = lead.Id(), role = "lead" });
        await town.Coordinator.CreateAsync($"{path}/members", new { personId = member.Id(), role = "member" });
        var full = new { name = "Ontmoeten", purpose = "Elkaar leren kennen", decisionMethod = "consent", components = new[] { "collaboration" } };
        using (var changed = await town.Coordinator.SendAsync(HttpMethod.Put, path, full, await town.Coordinator.ETagAsync(path)))
            await changed.BodyAsync(HttpStatusCode.OK);
        var active = await town.Coordinator.StepAsync(path, "activate");
        Assert.Equal(("active", 2), (active.Text("status"), active.GetProperty("members").GetArrayLength()));
        Assert.Equal(2, (await town.Coordinator.ReadAsync($"{town.Path}/workgroups")).Items().Single().GetProperty("members").GetInt32());

        Assert.Equal("paused", (await town.Coordinator.StepAsync(path, $"members/{lead.Id()}/end")).Text("status"));
        await town.Coordinator.CreateAsync($"{path}/members", new { personId = lead.Id(), role = "lead" });
        Assert.Equal("active", (await town.Coordinator.StepAsync(path, "resume")).Text("status"));
        await town.Coordinator.StepAsync(path, "close", new { reason = "Doel bereikt" });
        await town.Coordinator.CreateAsync($"{town.Path}/workgroups", new { name = "Ontmoeten" });
    }

    [Fact]
    public async Task A_seat_is_for_a_contact_of_an_active_partner_and_taken_once()
    {
        using var town = await Town.FoundAsync(service);
        var (partner, person) = await town.JoinAsync("Welzijn", "care-welfare");
        var path = $"/workgroups/{(await town.Coordinator.CreateAsync($"{town.Path}/workgroups", new { name = "Ontmoeten" })).Id()}";
        using (var unknown = await town.Coordinator.SubmitAsync($"{path}/members", new { personId = Guid.NewGuid(), role = "member" }))
            Assert.Equal(["personId"], await unknown.ErrorsAsync());
        await town.Coordinator.StepAsync($"/partners/{partner.Id()}", "suspend");
        using (var dormant = await town.Coordinator.SubmitAsync($"{path}/members", new { personId = person.Id(), role = "member" }))
            Assert.Equal(["personId"], await dormant.ErrorsAsync());
        await town.Coordinator.StepAsync($"/partners/{partner.Id()}", "resume");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var answer = await town.Coordinator.SubmitAsync($"{path}/members", new { personId = person.Id(), role = "lead" });
            return answer.StatusCode;
        }));
        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict], answers.Order());
    }

    [Fact]
    public async Task The_lead_manages_the_own_workgroup_and_no_other()
    {
        using var town = await Town.FoundAsync(service);
        var organisation = Guid.NewGuid();
        var account = $"lead-{Guid.NewGuid():N}";
        var (_, lead) = await town.JoinAsync("Welzijn", "care-welfare", organisation, account);
        var (_, other) = await town.JoinAsync("De School", "education");
        var own = $"/workgroups/{(await town.Coordinator.CreateAsync($"{town.Path}/workgroups", new { name = "Ontmoeten" })).Id()}";
        var foreign = $"/workgroups/{(await town.Coordinator.CreateAsync($"{town.Path}/workgroups", new { name = "Signaleren" })).Id()}";
        await town.Coordinator.CreateAsync($"{own}/members", new { personId = lead.Id(), role = "lead" });

        using var member = town.Member(organisation, account);
        await member.CreateAsync($"{own}/members", new { personId = other.Id(), role = "secretary" });
        using var refused = await member.SubmitAsync($"{foreign}/members", new { personId = other.Id(), role = "member" });
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        using var create = await member.SubmitAsync($"{town.Path}/workgroups", new { name = "Nog een" });
        Assert.Equal(HttpStatusCode.Forbidden, create.StatusCode);
    }
}
