using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Nabij.Signals.Receipts;

namespace Signals.Tests;

public sealed class ReceiptTests(SignalsFixture signals)
{
    [Fact]
    public async Task With_a_receipt_the_reporter_sees_one_of_four_steps_and_never_whether_there_was_contact()
    {
        var desk = new Desk(signals, signals.Handler());
        await Desk.RouteAsync(signals);
        var receipt = await Desk.ReportAsync(signals, Desk.Worry());
        var id = await Desk.IdOfAsync(signals, receipt);
        var session = await Desk.SessionAsync(signals, receipt.ToLowerInvariant());

        Assert.Equal(1, (await FollowAsync(session)).GetProperty("step").GetInt32());
        await desk.ContactAsync(id);
        var followed = await FollowAsync(session);
        Assert.Equal((3, "Mee bezig"), (followed.GetProperty("step").GetInt32(), followed.GetProperty("title").GetString()));
        Assert.False(followed.TryGetProperty("contactMade", out _));
        Assert.Equal(4, followed.GetProperty("steps").GetArrayLength());

        var consent = await desk.ConsentAsync(id, "feedback-to-reporter");
        Assert.True((await FollowAsync(session)).GetProperty("contactMade").GetBoolean());
        await desk.PostAsync(id, $"consents/{consent}/withdraw", new { }, HttpStatusCode.NoContent);
        Assert.False((await FollowAsync(session)).TryGetProperty("contactMade", out _));

        await desk.StepAsync(id, "no-need");
        Assert.Equal(3, (await FollowAsync(session)).GetProperty("step").GetInt32());
        await desk.StepAsync(id, "close", new { outcome = "no-need", feedback = "send" });
        Assert.Equal(4, (await FollowAsync(session)).GetProperty("step").GetInt32());
    }

    [Theory]
    [InlineData("0000-0000-0000-0000")]
    [InlineData("not a code")]
    [InlineData("ZZZZ-ZZZZ-ZZZZ-ZZZZ")]
    [InlineData("UUUU-UUUU-UUUU-UUUU")]
    [InlineData("ééé")]
    public async Task A_wrong_code_gets_the_same_answer_whatever_is_wrong_with_it(string code)
    {
        using var anyone = signals.Caller();
        using var answer = await anyone.PostAsJsonAsync($"{Desk.Base}/receipts/session", new { receipt = code });
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.StartsWith("Met deze code vinden wij geen melding.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(["type", "title", "status", "detail", "instance", "traceId"], problem.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task A_thousand_wrong_codes_get_one_answer_or_have_to_wait_and_stand_in_no_log()
    {
        // In a process of its own: the other tests have codes to try too.
        await using var replica = signals.WithWebHostBuilder(_ => { });
        replica.UseKestrel(0);
        replica.StartServer();
        using var anyone = replica.CreateClient();
        var codes = Enumerable.Range(0, 1000).Select(i => i % 3 == 0 ? $"geen code {i}" : Receipt.New().Reveal()).ToList();
        var answers = new ConcurrentBag<(HttpStatusCode Status, string Answer)>();
        await Parallel.ForEachAsync(codes, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (receipt, _) =>
        {
            using var answer = await anyone.PostAsJsonAsync($"{Desk.Base}/receipts/session", new { receipt }, CancellationToken.None);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None);
            answers.Add((answer.StatusCode, string.Join('|', problem.EnumerateObject().Where(m => m.Name != "traceId").Select(m => $"{m.Name}={m.Value}"))
                + string.Join('|', answer.Headers.Select(h => h.Key).Where(name => name is not "Date" and not "traceresponse").Order())));
        });
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests], answers.Select(a => a.Status).Distinct().Order());
        Assert.Equal(2, answers.Distinct().Count());
        Assert.True(answers.Count(a => a.Status == HttpStatusCode.TooManyRequests) > 300, "guessing was not slowed down");
        foreach (var code in codes.Take(50)) Assert.DoesNotContain(signals.LogLines, line => line.Contains(code, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_thousand_guesses_are_slowed_down()
    {
        using var limit = new ReceiptLimit();
        var key = new byte[32];
        var allowed = Enumerable.Range(0, 1000).Count(_ => limit.Allows(Receipt.New().Hash(key)));
        Assert.InRange(allowed, 250, 500);
    }

    [Fact]
    public void One_code_over_and_over_is_slowed_down_sooner()
    {
        using var limit = new ReceiptLimit();
        var hash = Receipt.New().Hash(new byte[32]);
        Assert.InRange(Enumerable.Range(0, 1000).Count(_ => limit.Allows(hash)), 20, 40);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("unknown")]
    public async Task Without_a_good_session_nothing_is_shown(string? session)
    {
        using var answer = await TryFollowAsync(session);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_session_ends()
    {
        var receipt = await Desk.ReportAsync(signals, Desk.Worry());
        var session = await Desk.SessionAsync(signals, receipt);
        await using (var connection = await signals.Db.OpenConnectionAsync())
            await connection.ExecuteAsync("update receipt_session set expires_at = now() where token_hash = sha256(convert_to(@session, 'UTF8'))", new { session });
        using var answer = await TryFollowAsync(session);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> TryFollowAsync(string? session)
    {
        using var anyone = signals.Caller();
        if (session is not null) anyone.DefaultRequestHeaders.Add("Receipt-Session", session);
        return await anyone.GetAsync($"{Desk.Base}/reporter/signal");
    }

    private async Task<JsonElement> FollowAsync(string session)
    {
        using var answer = await TryFollowAsync(session);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
