using System.Net;
using Dapper;
using Npgsql;

namespace Coalition.Tests;

/// <summary>Agreements over HTTP: numbers, concreteness, who may do what, and what the database refuses by itself.</summary>
public sealed class AgreementTests(CoalitionFixture service)
{
    [Fact]
    public async Task A_proposal_that_is_not_concrete_is_refused_with_everything_that_is_missing()
    {
        using var town = await Town.FoundAsync(service);
        var proposed = await town.Coordinator.CreateAsync($"{town.Path}/agreements", new { what = "Samen eten" });
        Assert.Equal("not-set", proposed.Text("dueStatus"));
        using var refused = await town.Coordinator.TryStepAsync($"/agreements/{proposed.Id()}", "agree");
        Assert.Equal(
            ["checks.funded", "checks.realistic", "checks.staffed", "checks.supported", "dueDate", "means", "ownerPersonId"],
            await refused.ErrorsAsync());
        Assert.Equal("proposed", (await town.Coordinator.ReadAsync($"/agreements/{proposed.Id()}")).Text("status"));
    }

    [Fact]
    public async Task A_proposal_is_completed_and_then_agreed()
    {
        using var town = await Town.FoundAsync(service);
        var (_, person) = await town.JoinAsync("Welzijn", "care-welfare");
        var path = $"/agreements/{(await town.Coordinator.CreateAsync($"{town.Path}/agreements", new { what = "Samen eten" })).Id()}";
        using (var changed = await town.Coordinator.SendAsync(HttpMethod.Put, path, Town.Terms(person.Id()), await town.Coordinator.ETagAsync(path)))
            Assert.Equal("Contact van Welzijn", (await changed.BodyAsync(HttpStatusCode.OK)).GetProperty("owner").Text("name"));
        Assert.Equal("agreed", (await town.Coordinator.StepAsync(path, "agree")).Text("status"));

        using var late = await town.Coordinator.SendAsync(HttpMethod.Put, path, Town.Terms(person.Id()), await town.Coordinator.ETagAsync(path));
        Assert.Equal(["start", "postpone", "cancel"], (await late.BodyAsync(HttpStatusCode.Conflict)).Texts("allowed"));
    }

    [Fact]
    public async Task The_owner_is_of_a_partner_that_takes_part()
    {
        using var town = await Town.FoundAsync(service);
        using var elsewhere = await Town.FoundAsync(service);
        var (partner, person) = await town.JoinAsync("Welzijn", "care-welfare");
        var (_, stranger) = await elsewhere.JoinAsync("Welzijn", "care-welfare");
        using (var refused = await town.Coordinator.SubmitAsync($"{town.Path}/agreements", Town.Terms(stranger.Id(), Guid.NewGuid())))
            Assert.Equal(["gapId", "ownerPersonId"], await refused.ErrorsAsync());

        var proposed = await town.Coordinator.CreateAsync($"{town.Path}/agreements", Town.Terms(person.Id()));
        await town.Coordinator.StepAsync($"/partners/{partner.Id()}", "suspend");
        using (var dormant = await town.Coordinator.TryStepAsync($"/agreements/{proposed.Id()}", "agree"))
            Assert.Equal(["ownerPersonId"], await dormant.ErrorsAsync());
        await town.Coordinator.StepAsync($"/partners/{partner.Id()}", "resume");
        await town.Coordinator.StepAsync($"/agreements/{proposed.Id()}", "agree");
    }

    [Fact]
    public async Task A_day_in_the_past_is_refused()
    {
        using var town = await Town.FoundAsync(service);
        var (_, person) = await town.JoinAsync("Welzijn", "care-welfare");
        var proposed = await town.Coordinator.CreateAsync($"{town.Path}/agreements", Town.Terms(person.Id(), due: Town.Days(-2)));
        Assert.Equal("past-due", proposed.Text("dueStatus"));
        using var refused = await town.Coordinator.TryStepAsync($"/agreements/{proposed.Id()}", "agree");
        Assert.Equal(["dueDate"], await refused.ErrorsAsync());
    }

    [Fact]
    public async Task Blocked_unblocked_postponed_and_completed_it_tells_its_story()
    {
        using var town = await Town.FoundAsync(service);
        var (_, person) = await town.JoinAsync("Welzijn", "care-welfare");
        var path = $"/agreements/{(await town.Coordinator.CreateAsync($"{town.Path}/agreements", Town.Terms(person.Id()))).Id()}";
        await town.Coordinator.StepAsync(path, "agree");
        await town.Coordinator.StepAsync(path, "start");
        Assert.Equal("Geen zaal", (await town.Coordinator.StepAsync(path, "block", new { reason = "Geen zaal" })).Text("blockedReason"));
        Assert.False((await town.Coordinator.StepAsync(path, "unblock")).TryGetProperty("blockedReason", out _));
        var postponed = await town.Coordinator.StepAsync(path, "postpone", new { dueDate = Town.Days(60), reason = "Zaal pas later vrij" });
        Assert.Equal((1, Town.IsoDay(60)), (postponed.GetProperty("timesPostponed").GetInt32(), postponed.Text("dueDate")));
        using (var earlier = await town.Coordinator.TryStepAsync(path, "postpone", new { dueDate = Town.Days(59), reason = "Eerder" }))
            Assert.Equal(["dueDate"], await earlier.ErrorsAsync());
        using (var nothing = await town.Coordinator.TryStepAsync(path, "complete", new { })) Assert.Equal(["result"], await nothing.ErrorsAsync());
        await town.Coordinator.StepAsync(path, "complete", new { result = "Het loopt" });

        var history = (await town.Coordinator.ReadAsync($"{path}/history")).Items();
        Assert.Equal(["proposed", "agreed", "started", "blocked", "unblocked", "postponed", "completed"], history.Select(h => h.Text("what")));
        Assert.Equal((Town.IsoDay(30), Town.IsoDay(60)),
            (history[5].GetProperty("detail").Text("from"), history[5].GetProperty("detail").Text("to")));
        Assert.DoesNotContain(history, h => h.GetRawText().Contains("zaal", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Numbers_are_unique_and_without_a_gap_also_when_many_propose_at_once_and_some_fail()
    {
        using var town = await Town.FoundAsync(service);
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            using var answer = await town.Coordinator.SubmitAsync($"{town.Path}/agreements", i % 4 == 3 ? Town.Terms(Guid.NewGuid()) : new { what = $"Afspraak {i}" });
            return answer.StatusCode;
        }));
        Assert.Equal(18, answers.Count(s => s == HttpStatusCode.Created));
        Assert.Equal(6, answers.Count(s => s == HttpStatusCode.BadRequest));
        var numbers = (await town.Coordinator.ReadAsync($"{town.Path}/agreements?pageSize=100")).Items().Select(a => a.Text("number"));
        Assert.Equal(Enumerable.Range(1, 18).Select(n => $"A-{n}"), numbers);
    }

    [Fact]
    public async Task A_repeated_proposal_with_the_same_key_is_made_once()
    {
        using var town = await Town.FoundAsync(service);
        var key = Guid.NewGuid().ToString();
        using var first = await town.Coordinator.SubmitAsync($"{town.Path}/agreements", new { what = "Samen eten" }, key: key);
        using var second = await town.Coordinator.SubmitAsync($"{town.Path}/agreements", new { what = "Samen eten" }, key: key);
        Assert.Equal((await first.BodyAsync(HttpStatusCode.Created)).Id(), (await second.BodyAsync(HttpStatusCode.Created)).Id());
        Assert.Equal(1, (await town.Coordinator.ReadAsync($"{town.Path}/agreements")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Of_two_steps_on_the_same_version_one_is_taken()
    {
        using var town = await Town.FoundAsync(service);
        var (_, person) = await town.JoinAsync("Welzijn", "care-welfare");
        var path = $"/agreements/{(await town.Coordinator.CreateAsync($"{town.Path}/agreements", Town.Terms(person.Id()))).Id()}";
        var etag = await town.Coordinator.ETagAsync(path);
        var answers = await Task.WhenAll(town.Coordinator.SubmitAsync($"{path}/agree", null, etag), town.Coordinator.SubmitAsync($"{path}/agree", null, etag));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed], answers.Select(a => a.StatusCode).Order());
        foreach (var answer in answers) answer.Dispose();
        using var without = await town.Coordinator.SubmitAsync($"{path}/start", null);
        Assert.Equal(HttpStatusCode.PreconditionRequired, without.StatusCode);
    }

    [Fact]
    public async Task The_list_is_filtered_by_status_owner_and_gap()
    {
        using var town = await Town.FoundAsync(service);
        var (_, person) = await town.JoinAsync("Welzijn", "care-welfare");
        var mine = await town.Coordinator.CreateAsync($"{town.Path}/agreements", Town.Terms(person.Id()));
        await town.Coordinator.CreateAsync($"{town.Path}/agreements", new { what = "Nog niemand" });
        await town.Coordinator.StepAsync($"/agreements/{mine.Id()}", "agree");
        await town.Coordinator.StepAsync($"/agreements/{mine.Id()}", "start");
        foreach (var (query, numbers) in new[]
        {
            ("", "A-1 A-2"), ("?status=in-progress", "A-1"), ("?status=proposed", "A-2"), ($"?owner={person.Id()}", "A-1"), ($"?gap={Guid.NewGuid()}", ""),
        })
            Assert.Equal(numbers, string.Join(' ', (await town.Coordinator.ReadAsync($"{town.Path}/agreements{query}")).Items().Select(a => a.Text("number"))));
        using var wrong = await town.Coordinator.GetAsync($"{Api.Base}{town.Path}/agreements?status=lost&pageSize=1000");
        Assert.Equal(["pageSize", "status"], await wrong.ErrorsAsync());
    }

    [Fact]
    public async Task A_member_proposes_and_follows_its_own_agreements_and_no_others()
    {
        using var town = await Town.FoundAsync(service);
        var (own, other) = (Guid.NewGuid(), Guid.NewGuid());
        var (_, person) = await town.JoinAsync("Welzijn", "care-welfare", own);
        await town.JoinAsync("De School", "education", other);
        using var member = town.Member(own);
        using var colleague = town.Member(other);
        using var outsider = town.Member(Guid.NewGuid());

        var proposed = await member.CreateAsync($"{town.Path}/agreements", Town.Terms(person.Id()));
        using (var refused = await outsider.SubmitAsync($"{town.Path}/agreements", new { what = "Samen eten" })) await refused.BodyAsync(HttpStatusCode.NotFound);
        using (var refused = await member.TryStepAsync($"/agreements/{proposed.Id()}", "agree")) await refused.BodyAsync(HttpStatusCode.Forbidden);
        await town.Coordinator.StepAsync($"/agreements/{proposed.Id()}", "agree");
        Assert.Equal("agreed", (await colleague.ReadAsync($"/agreements/{proposed.Id()}")).Text("status"));
        using (var refused = await colleague.TryStepAsync($"/agreements/{proposed.Id()}", "start")) await refused.BodyAsync(HttpStatusCode.NotFound);
        Assert.Equal("in-progress", (await member.StepAsync($"/agreements/{proposed.Id()}", "start")).Text("status"));
        Assert.All((await member.ReadAsync($"/agreements/{proposed.Id()}/history")).Items(), h => Assert.False(h.TryGetProperty("who", out _)));
    }

    [Theory]
    [InlineData("status = 'agreed'", "concrete_before_agreed")]
    [InlineData("status = 'agreed', agreed_at = now(), means = null", "concrete_before_agreed")]
    [InlineData("status = 'agreed', agreed_at = now(), funded_note = null", "concrete_before_agreed")]
    [InlineData("status = 'agreed', agreed_at = now(), staffed = null", "concrete_before_agreed")]
    [InlineData("status = 'agreed', agreed_at = now(), owner_id = null", "concrete_before_agreed")]
    [InlineData("status = 'blocked', agreed_at = now()", "blocked_has_a_reason")]
    [InlineData("status = 'cancelled', cancelled_reason = ' '", "cancelled_has_a_reason")]
    [InlineData("status = 'done', agreed_at = now(), completed_at = now()", "done_has_a_result")]
    [InlineData("times_postponed = 1", "postponed_has_a_reason")]
    public async Task The_database_refuses_what_the_rules_forbid(string change, string constraint)
    {
        using var town = await Town.FoundAsync(service);
        var (_, person) = await town.JoinAsync("Welzijn", "care-welfare");
        var proposed = await town.Coordinator.CreateAsync($"{town.Path}/agreements", Town.Terms(person.Id()));
        await using var connection = await service.Db.OpenConnectionAsync();
        var error = await Assert.ThrowsAsync<PostgresException>(
            () => connection.ExecuteAsync($"update agreement set {change} where id = @id", new { id = proposed.Id() }));
        Assert.Equal(constraint, error.ConstraintName);
    }

    [Theory]
    [InlineData("update history set what = 'other'")]
    [InlineData("delete from agreement_history")]
    public async Task History_cannot_be_changed(string change)
    {
        using var town = await Town.FoundAsync(service);
        await town.Coordinator.CreateAsync($"{town.Path}/agreements", new { what = "Samen eten" });
        await using var connection = await service.Db.OpenConnectionAsync();
        var error = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(change));
        Assert.Contains("append-only", error.MessageText, StringComparison.Ordinal);
    }
}
