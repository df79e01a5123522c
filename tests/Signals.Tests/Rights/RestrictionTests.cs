using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Contracts;
using Nabij.Reference.Calendar;
using Nabij.Signals.FollowUp;
using Nabij.Signals.FollowUp.DueDates;
using Nabij.Signals.Retention;

namespace Signals.Tests;

/// <summary>While a signal is restricted it is kept, and nothing is done with it.</summary>
public sealed class RestrictionTests(SignalsFixture signals)
{
    private readonly HttpClient _handler = signals.Handler();
    private readonly HttpClient _officer = signals.Officer();
    private readonly Guid _provider = Guid.NewGuid();

    private Desk Desk => new(signals, _handler);

    private Desk Officer => new(signals, _officer);

    private RetentionRound Round => signals.Services.GetRequiredService<RetentionRound>();

    private static DateTimeOffset In(int days) => TimeProvider.System.GetUtcNow().AddDays(days);

    [Fact]
    public async Task Nothing_is_done_with_it_until_the_restriction_is_lifted()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.AccompanyAsync(id);
        var service = await Desk.KnownServiceAsync(signals, _provider);
        await Desk.ConsentAsync(id, "share-with-provider", service);
        Assert.False((await ReadAsync($"signals/{id}")).GetProperty("restricted").GetBoolean());
        var request = await Officer.RequestAsync("restriction", id);

        Assert.True((await ReadAsync($"signals/{id}")).GetProperty("restricted").GetBoolean());
        Assert.Contains((await ReadAsync("signals?state=accompanied&pageSize=100")).GetProperty("items").EnumerateArray(),
            i => i.GetProperty("id").GetGuid() == id && i.GetProperty("restricted").GetBoolean());
        Assert.Equal(0, (await ReadAsync($"signals/{id}/transitions/next")).GetProperty("items").GetArrayLength());
        foreach (var (step, body) in new (string, object)[] { ("refer", new { serviceId = service }), ("close", new { outcome = "helped", feedback = "send" }) })
        {
            using var refused = await Desk.TryStepAsync(id, step, body);
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
            Assert.Contains("beperking", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        foreach (var (path, body) in new (string, object)[]
        {
            ("notes", new { kind = "conversation", text = "Zij vertelde veel." }), ("contact-attempts", new { medium = "phone", result = "reached" }),
            ("consents", new { purpose = "contact", givenBy = "subject", form = "oral" }), ("messages", new { text = "Wanneer zag u haar?" }), ("identity-requests", new { reason = "safety" }),
        }) Assert.Contains("beperking", (await Desk.PostAsync(id, path, body, HttpStatusCode.Conflict)).GetRawText(), StringComparison.Ordinal);

        await Officer.WithdrawRequestAsync(request);
        await Desk.StepAsync(id, "refer", new { serviceId = service });
        Assert.False((await ReadAsync($"signals/{id}")).GetProperty("restricted").GetBoolean());
    }

    [Fact]
    public async Task Danger_is_handed_over_all_the_same()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.StepAsync(id, "start-triage");
        await Officer.RequestAsync("restriction", id);
        Assert.Equal(["propose-hand-over", "hand-over"],
            (await ReadAsync($"signals/{id}/transitions/next")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()));
        await Desk.StepAsync(id, "propose-hand-over", new { to = "emergency-services" });
        using var colleague = signals.Caller("handler", "GM0344", SignalsFixture.Organisation, "a-colleague");
        await new Desk(signals, colleague).StepAsync(id, "hand-over", new { to = "emergency-services" });
        Assert.Equal(State.HandedOver, await Desk.StateOfAsync(id));
    }

    [Fact]
    public async Task Its_provider_stands_still_and_a_consent_that_is_taken_back_ends_the_referral()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.ReferAsync(id, _provider, new { name = "Mevrouw Zonnebloem" });
        await Officer.RequestAsync("objection", id);
        using var provider = signals.Caller("provider", organisation: _provider);
        var referral = await signals.ScalarAsync<Guid>("select id from referral where signal_id = @id", new { id });
        foreach (var (step, body) in new (string, object)[] { ("accept", new { }), ("reject", new { reason = "full" }), ("open", new { purpose = "contact" }) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{Desk.Base}/referrals/{referral}/{step}") { Content = JsonContent.Create(body) };
            request.Headers.TryAddWithoutValidation("If-Match", "*");
            using var refused = await provider.SendAsync(request);
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
            Assert.Contains("beperking", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var consent = await signals.ScalarAsync<Guid>("select id from consent where signal_id = @id and purpose = 'share-with-provider'", new { id });
        await Desk.PostAsync(id, $"consents/{consent}/withdraw", new { }, HttpStatusCode.NoContent);
        Assert.Equal((State.Accompanied, "cancelled"), (await Desk.StateOfAsync(id), await signals.ScalarAsync<string>("select status from referral where signal_id = @id", new { id })));
        await signals.HearAsync<ReferralCancelled>(await Desk.RefOfAsync(id));
    }

    [Fact]
    public async Task The_reporter_can_still_write_and_the_clock_of_an_answer_stands_still()
    {
        await Desk.RouteAsync(signals);
        var (answered, waiting) = (await AskedAsync(), await AskedAsync());
        var round = signals.Services.GetRequiredService<DueRound>();
        await round.RunAsync(In(8), CancellationToken.None);
        Assert.Equal(State.InfoRequested, await Desk.StateOfAsync(waiting.Id));

        using var reporter = signals.Caller();
        reporter.DefaultRequestHeaders.Add("Receipt-Session", answered.Session);
        using var sent = await reporter.PostAsJsonAsync($"{Desk.Base}/reporter/messages", new { text = "Twee weken geleden." });
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);
        Assert.Equal(State.InTriage, await Desk.StateOfAsync(answered.Id));

        await Officer.WithdrawRequestAsync(waiting.Request);
        await round.RunAsync(In(8), CancellationToken.None);
        Assert.Equal(State.InTriage, await Desk.StateOfAsync(waiting.Id));

        async Task<(Guid Id, string Session, string Request)> AskedAsync()
        {
            var receipt = await Desk.ReportAsync(signals, Desk.Worry());
            var id = await Desk.IdOfAsync(signals, receipt);
            await Desk.StepAsync(id, "start-triage");
            await Desk.PostAsync(id, "messages", new { text = "Wanneer zag u haar voor het laatst?" });
            return (id, await Desk.SessionAsync(signals, receipt), await Officer.RequestAsync("restriction", id));
        }
    }

    [Fact]
    public async Task Retention_destroys_nothing_of_it_until_it_is_lifted()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.CloseAsync(id);
        var request = await Officer.RequestAsync("restriction", id);
        await Round.RunNightAsync(In(400), CancellationToken.None);
        Assert.Equal(State.Closed, await Desk.StateOfAsync(id));
        Assert.Equal("restriction", await HeldByAsync(id, In(400)));

        await Officer.WithdrawRequestAsync(request);
        await Round.RunNightAsync(In(400), CancellationToken.None);
        Assert.Equal(State.Erased, await Desk.StateOfAsync(id));
    }

    [Theory, InlineData(ErasureScope.Signal), InlineData(ErasureScope.Reporter)]
    public async Task One_that_comes_between_the_ledger_and_the_cut_cancels_the_erasure(string scope)
    {
        var id = await Desk.ReceiveAsync();
        await Desk.CloseAsync(id);
        await Officer.RequestAsync("restriction", id);
        var erasure = signals.Services.GetRequiredService<Erasure>();
        Assert.False(await erasure.EraseAsync(new ErasureTask(id, scope, ErasureReason.Retention), CancellationToken.None));
        Assert.True(await erasure.EraseAsync(new ErasureTask(id, scope, ErasureReason.Request), CancellationToken.None));
    }

    private async Task<string?> HeldByAsync(Guid id, DateTimeOffset day) =>
        (await _officer.GetFromJsonAsync<JsonElement>($"{Desk.Base}/privacy/retention?asOf={DutchDay.Of(day):yyyy-MM-dd}&pageSize=100")).GetProperty("items").EnumerateArray()
            .Single(i => i.GetProperty("id").GetGuid() == id).GetProperty("heldBy").GetString();

    private Task<JsonElement> ReadAsync(string path) => _handler.GetFromJsonAsync<JsonElement>($"{Desk.Base}/{path}");
}
