using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;

namespace Signals.Tests;

/// <summary>Who reported is seen by a handler only after somebody else agreed.</summary>
public sealed class IdentityTests(SignalsFixture signals)
{
    private readonly HttpClient _handler = signals.Handler();

    private Desk Desk => new(signals, _handler);

    [Fact]
    public async Task A_handler_sees_who_reported_for_a_day_after_somebody_else_agreed()
    {
        var id = await Desk.ReceiveAsync();
        using var refused = await Desk.OpenAsync(id, "feedback", "reporter");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var request = await AskAsync(id);
        using var waiting = await Desk.OpenAsync(id, "feedback", "reporter");
        Assert.Equal(HttpStatusCode.Forbidden, waiting.StatusCode);

        using var officer = signals.Officer();
        Assert.Equal(HttpStatusCode.OK, await DecideAsync(officer, id, request, "approved"));
        using var opened = await Desk.OpenAsync(id, "feedback", "reporter");
        Assert.Contains("melder@voorbeeld.nl", await opened.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // It holds for who asked, and for no colleague.
        using var colleague = signals.Caller("handler", "GM0344", SignalsFixture.Organisation, subject: "colleague");
        using var other = await new Desk(signals, colleague).OpenAsync(id, "feedback", "reporter");
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);

        await using (var connection = await signals.Db.OpenConnectionAsync())
            await connection.ExecuteAsync("update identity_request set decided_at = decided_at - interval '24 hours' where id = @request", new { request });
        using var late = await Desk.OpenAsync(id, "feedback", "reporter");
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        Assert.Equal(["ask-identity", "decide-identity", "open"], await ActionsAsync(id));
    }

    [Fact]
    public async Task Nobody_decides_about_their_own_wish_and_nobody_twice()
    {
        var id = await Desk.ReceiveAsync();
        var request = await AskAsync(id);
        Assert.Equal(HttpStatusCode.Forbidden, await DecideAsync(_handler, id, request, "approved"));
        using var colleague = signals.Caller("handler", "GM0344", SignalsFixture.Organisation, subject: "colleague");
        Assert.Equal(HttpStatusCode.OK, await DecideAsync(colleague, id, request, "refused"));
        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(colleague, id, request, "approved"));
        using var opened = await Desk.OpenAsync(id, "feedback", "reporter");
        Assert.Equal(HttpStatusCode.Forbidden, opened.StatusCode);
        var list = await colleague.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals/{id}/identity-requests");
        Assert.Equal("refused", list.GetProperty("items")[0].GetProperty("decision").GetString());
    }

    [Fact]
    public async Task An_officer_or_handler_of_elsewhere_finds_no_request()
    {
        var id = await Desk.ReceiveAsync();
        var request = await AskAsync(id);
        foreach (var stranger in new[] { signals.Officer("GM0363"), signals.Handler("GM0363"), signals.Handler("GM0344", Guid.NewGuid()) })
        {
            using (stranger)
            {
                Assert.Equal(HttpStatusCode.NotFound, await DecideAsync(stranger, id, request, "approved"));
                using var list = await stranger.GetAsync($"{Desk.Base}/signals/{id}/identity-requests");
                Assert.Equal(HttpStatusCode.NotFound, list.StatusCode);
            }
        }
    }

    [Fact]
    public async Task An_officer_opens_for_the_rights_of_people_and_a_handler_does_not()
    {
        var id = await Desk.ReceiveAsync();
        using var officer = signals.Officer();
        var desk = new Desk(signals, officer);
        using (var unasked = await desk.OpenAsync(id, "rights")) Assert.Equal(HttpStatusCode.Forbidden, unasked.StatusCode);
        var access = await desk.RequestAsync("access", id);
        using (var reporter = await desk.OpenAsync(id, "rights", "subject", "reporter")) Assert.Equal(HttpStatusCode.Forbidden, reporter.StatusCode);
        using (var opened = await desk.OpenAsync(id, "rights"))
            Assert.Contains("Mevrouw Voorbeeld", await opened.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var ofReporter = await desk.RequestAsync("access", id, "reporter");
        using (var reporter = await desk.OpenAsync(id, "rights", "reporter")) Assert.Equal(HttpStatusCode.OK, reporter.StatusCode);
        foreach (var request in new[] { access, ofReporter }) await desk.WithdrawRequestAsync(request);
        using (var ended = await desk.OpenAsync(id, "rights")) Assert.Equal(HttpStatusCode.Forbidden, ended.StatusCode);
        using var wrong = await desk.OpenAsync(id, "triage");
        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
        using var handler = await Desk.OpenAsync(id, "rights");
        Assert.Equal(HttpStatusCode.NotFound, handler.StatusCode);
        using var elsewhere = await new Desk(signals, signals.Officer("GM0363")).OpenAsync(id, "rights");
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    private async Task<Guid> AskAsync(Guid id) => (await Desk.PostAsync(id, "identity-requests", new { reason = "safety" })).GetProperty("id").GetGuid();

    private static async Task<HttpStatusCode> DecideAsync(HttpClient by, Guid id, Guid request, string decision)
    {
        using var answer = await by.PostAsJsonAsync($"{Desk.Base}/signals/{id}/identity-requests/{request}/decision", new { decision });
        return answer.StatusCode;
    }

    private async Task<List<string>> ActionsAsync(Guid id)
    {
        await using var connection = await signals.Db.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("select action from audit_log where signal_id = @id order by seq", new { id })).AsList();
    }
}
