using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Contracts;
using Nabij.Reference.Calendar;
using Nabij.Signals.FollowUp.DueDates;

namespace Signals.Tests.FollowUp;

/// <summary>Who works on what, and by when. Each test has an organisation and a municipality of its own, so that the list is its own.</summary>
public sealed class WorkListTests(SignalsFixture signals)
{
    private readonly Guid _organisation = Guid.NewGuid();
    private readonly string _municipality = signals.NextMunicipality();

    private HttpClient As(string subject, Guid? organisation = null) => signals.Caller("handler", _municipality, organisation ?? _organisation, subject);

    [Fact]
    public async Task What_is_triaged_is_mine_and_can_be_given_to_a_colleague_or_back()
    {
        using var anne = As("anne");
        var id = await ReceiveAsync();
        Assert.Equal([id], await ListAsync(anne, "assignee=nobody"));
        using (await SendAsync(anne, HttpMethod.Post, $"signals/{id}/transitions/start-triage", id)) { }
        Assert.Equal([id], await ListAsync(anne, "assignee=me"));
        Assert.Empty(await ListAsync(anne, "assignee=nobody"));

        using (var given = await SendAsync(anne, HttpMethod.Put, $"signals/{id}/assignee", id, new { assignee = "bas" })) Assert.Equal(HttpStatusCode.OK, given.StatusCode);
        Assert.Empty(await ListAsync(anne, "assignee=me"));
        using var bas = As("bas");
        Assert.Equal([id], await ListAsync(bas, "assignee=me"));
        Assert.Equal([id], await ListAsync(anne, "assignee=bas"));
        Assert.Empty(await ListAsync(anne, "assignee=anne"));
        using (var taken = await SendAsync(anne, HttpMethod.Put, $"signals/{id}/assignee", id, new { })) Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal([id], await ListAsync(anne, "assignee=me"));
        using (var released = await SendAsync(anne, HttpMethod.Delete, $"signals/{id}/assignee", id)) Assert.Equal(HttpStatusCode.OK, released.StatusCode);
        Assert.Equal([id], await ListAsync(bas, "assignee=nobody"));
        using var named = await SendAsync(anne, HttpMethod.Put, $"signals/{id}/assignee", id, new { assignee = "anne@voorbeeld.nl" });
        Assert.Equal(HttpStatusCode.BadRequest, named.StatusCode);
    }

    [Fact]
    public async Task Of_two_workers_at_once_one_wins_and_the_other_reads_again()
    {
        using var anne = As("anne");
        var id = await ReceiveAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SendAsync(anne, HttpMethod.Put, $"signals/{id}/assignee", id, new { assignee = $"colleague-{i}" }, version: 1)));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task Who_covers_sees_the_signals_of_the_colleague_for_as_long_as_it_lasts()
    {
        using var anne = As("anne");
        using var bas = As("bas");
        using var carla = As("carla");
        using var elsewhere = As("bas", Guid.NewGuid());
        var id = await ReceiveAsync();
        using (await SendAsync(anne, HttpMethod.Put, $"signals/{id}/assignee", id, new { })) { }
        Assert.Empty(await ListAsync(bas, "assignee=covered"));

        var today = TimeProvider.System.Today();
        using var named = await anne.PostAsJsonAsync($"{Desk.Base}/covers", new { coveredBy = "bas", fromDate = today, untilDate = today.AddDays(14) });
        Assert.Equal(HttpStatusCode.Created, named.StatusCode);
        using (var later = await anne.PostAsJsonAsync($"{Desk.Base}/covers", new { coveredBy = "carla", fromDate = today.AddDays(1), untilDate = today.AddDays(14) }))
            Assert.Equal(HttpStatusCode.Created, later.StatusCode);
        Assert.Equal([id], await ListAsync(bas, "assignee=covered"));
        Assert.Empty(await ListAsync(carla, "assignee=covered"));
        Assert.Empty(await ListAsync(anne, "assignee=covered"));
        Assert.Empty(await ListAsync(elsewhere, "assignee=covered"));

        var cover = (await named.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        Assert.Equal(1, (await bas.GetFromJsonAsync<JsonElement>($"{Desk.Base}/covers")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await elsewhere.GetFromJsonAsync<JsonElement>($"{Desk.Base}/covers")).GetProperty("total").GetInt32());
        foreach (var stranger in new[] { carla, elsewhere })
        {
            using var refused = await stranger.DeleteAsync($"{Desk.Base}/covers/{cover}");
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }

        using var ended = await bas.DeleteAsync($"{Desk.Base}/covers/{cover}");
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Empty(await ListAsync(bas, "assignee=covered"));
    }

    [Theory]
    [InlineData("anne", 0, 1)]
    [InlineData("bas", 1, 0)]
    [InlineData("bas", -3, -1)]
    [InlineData("bas", 0, 400)]
    public async Task A_cover_that_makes_no_sense_is_refused(string by, int from, int until)
    {
        using var anne = As("anne");
        var today = TimeProvider.System.Today();
        using var answer = await anne.PostAsJsonAsync($"{Desk.Base}/covers", new { coveredBy = by, fromDate = today.AddDays(from), untilDate = today.AddDays(until) });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_municipality_says_how_long_triage_may_take_and_the_list_finds_what_is_late()
    {
        using var coordinator = signals.Caller("coordinator", _municipality);
        using var defaults = await coordinator.GetAsync($"{Desk.Base}/municipalities/{_municipality}/due-dates");
        Assert.Equal((1, "\"0\""), ((await defaults.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("triageDays").GetInt32(), defaults.Headers.ETag?.Tag));
        Assert.Equal(HttpStatusCode.OK, await SetAsync("\"0\"", 3));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await SetAsync("\"0\"", 4));
        Assert.Equal(HttpStatusCode.BadRequest, await SetAsync("\"1\"", 21));
        using var elsewhere = signals.Caller("coordinator", "GM0363");
        using var forbidden = await elsewhere.GetAsync($"{Desk.Base}/municipalities/{_municipality}/due-dates");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);

        using var anne = As("anne");
        var id = await ReceiveAsync();
        var received = await signals.ScalarAsync<DateTime>("select received_at from signal where id = @id", new { id });
        Assert.Equal(WorkingDays.After(new DateTimeOffset(received, TimeSpan.Zero), 3).UtcDateTime, await signals.ScalarAsync<DateTime>("select due_at from signal where id = @id", new { id }));
        Assert.Equal([id], await ListAsync(anne, "due=later"));
        await DueAsync(id, TimeProvider.System.GetUtcNow().AddMinutes(-1));
        Assert.Equal([id], await ListAsync(anne, "due=overdue"));
        Assert.Empty(await ListAsync(anne, "due=later"));
        Assert.Empty(await ListAsync(anne, "due=today"));
        Assert.Empty(await ListAsync(anne, "due=none"));

        async Task<HttpStatusCode> SetAsync(string version, int triage)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"{Desk.Base}/municipalities/{_municipality}/due-dates")
            {
                Content = JsonContent.Create(new { triageDays = triage, urgentContactDays = 2, lightContactDays = 5 }),
            };
            request.Headers.TryAddWithoutValidation("If-Match", version);
            using var answer = await coordinator.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task That_a_due_date_passed_is_told_once_for_each_due_date()
    {
        using var anne = As("anne");
        var desk = new Desk(signals, anne);
        var id = await ReceiveAsync();
        var eventRef = await desk.RefOfAsync(id);
        var now = TimeProvider.System.GetUtcNow();
        await DueAsync(id, now.AddMinutes(-1));
        var round = signals.Services.GetRequiredService<DueRound>();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => round.RunAsync(now, default)));
        var overdue = await signals.HearAsync<SignalOverdue>(eventRef);
        Assert.Equal(("triage", _municipality, (Guid?)_organisation), (overdue.Due, overdue.Municipality, overdue.Organisation));

        await desk.StepAsync(id, "start-triage");
        await desk.StepAsync(id, "plan-contact", new { legalBasis = "public-task" });
        await round.RunAsync(now.AddDays(30), default);
        var second = await signals.Broker.HearAsync<SignalOverdue>(e => e.SignalRef == eventRef && e.Due == "first-contact");
        Assert.True(second.DueAt > now);
        await desk.AttemptAsync(id, "no-answer");
        await round.RunAsync(now.AddDays(60), default);
        await desk.AttemptAsync(id, "no-answer");
        await desk.StepAsync(id, "not-reached");
        await desk.StepAsync(id, "close", new { outcome = "not-reached", feedback = "send" });
        await signals.HearAsync<SignalClosed>(eventRef); // in order: what came before was heard before
        Assert.Equal(2, signals.Broker.Heard<SignalOverdue>().Count(e => e.SignalRef == eventRef));
    }

    [Fact]
    public async Task A_question_without_an_answer_is_waited_for_seven_days()
    {
        using var anne = As("anne");
        var desk = new Desk(signals, anne);
        await Desk.RouteAsync(signals, _municipality, _organisation);
        var receipt = await Desk.ReportAsync(signals, new { municipality = _municipality, worry = "Ik zie mijn buurman niet meer." });
        var id = await Desk.IdOfAsync(signals, receipt);
        var eventRef = await desk.RefOfAsync(id);
        await desk.StepAsync(id, "start-triage");
        await desk.StepAsync(id, "ask-reporter");
        using (var reporter = signals.Caller())
        {
            reporter.DefaultRequestHeaders.Add("Receipt-Session", await Desk.SessionAsync(signals, receipt));
            Assert.Equal(2, (await reporter.GetFromJsonAsync<JsonElement>($"{Desk.Base}/reporter/signal")).GetProperty("step").GetInt32());
        }

        await signals.HearAsync<SignalInfoRequested>(eventRef);
        var now = TimeProvider.System.GetUtcNow();
        var round = signals.Services.GetRequiredService<DueRound>();
        await round.RunAsync(now.AddDays(6), default);
        Assert.Equal("info-requested", await desk.StateOfAsync(id));
        await round.RunAsync(now.AddDays(7).AddMinutes(1), default);
        Assert.Equal("in-triage", await desk.StateOfAsync(id));
        Assert.DoesNotContain(signals.Broker.Heard<SignalOverdue>(), e => e.SignalRef == eventRef);

        await desk.StepAsync(id, "ask-reporter");
        await desk.StepAsync(id, "resume-triage", new { reason = "answered-otherwise" });
        var history = await anne.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals/{id}/history");
        Assert.Equal(
            ["start-triage ", "ask-reporter ", "resume-triage timed-out", "ask-reporter ", "resume-triage answered-otherwise"],
            history.GetProperty("items").EnumerateArray().Select(i => $"{i.GetProperty("name").GetString()} {(i.TryGetProperty("reason", out var reason) ? reason.GetString() : "")}"));
        Assert.Equal("due-round service", await signals.ScalarAsync<string>("select actor || ' ' || role from audit_log where signal_id = @id and role = 'service'", new { id }));
    }

    [Fact]
    public async Task A_hand_over_takes_two()
    {
        using var anne = As("anne");
        using var bas = As("bas");
        var (first, second) = (new Desk(signals, anne), new Desk(signals, bas));
        var id = await ReceiveAsync();
        await first.StepAsync(id, "start-triage");
        using (var alone = await first.TryStepAsync(id, "hand-over", new { to = "safe-at-home" })) Assert.Equal(HttpStatusCode.Conflict, alone.StatusCode);
        await first.StepAsync(id, "propose-hand-over", new { to = "safe-at-home" });
        using (var still = await first.TryStepAsync(id, "hand-over", new { to = "safe-at-home" })) Assert.Equal(HttpStatusCode.Conflict, still.StatusCode);
        Assert.Equal((false, true), (await MayAsync(anne), await MayAsync(bas)));
        using (var other = await second.TryStepAsync(id, "hand-over", new { to = "crisis-service" })) Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        await second.StepAsync(id, "hand-over", new { to = "safe-at-home" });
        Assert.Equal("handed-over", (await signals.HearAsync<SignalTriaged>(await first.RefOfAsync(id))).Decision);

        async Task<bool> MayAsync(HttpClient who) => (await who.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals/{id}/transitions/next")).GetProperty("items").EnumerateArray()
            .Single(i => i.GetProperty("name").GetString() == "hand-over").GetProperty("needs").EnumerateArray()
            .Single(n => n.GetProperty("code").GetString() == "second-pair-of-eyes").GetProperty("met").GetBoolean();
    }

    [Fact]
    public async Task What_is_opened_again_is_worked_on_as_new_and_kept_no_longer()
    {
        using var anne = As("anne");
        var desk = new Desk(signals, anne);
        var id = await ReceiveAsync();
        await desk.ReferAsync(id);
        await desk.StepAsync(id, "start-service");
        await desk.StepAsync(id, "close", new { outcome = "helped", feedback = "send" });
        var until = await UntilAsync();
        using (var reopened = await desk.TryStepAsync(id, "reopen", new { reason = "worry-remains" }))
            Assert.Equal(until, (await reopened.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("retainUntil").GetDateTime());
        Assert.Equal(until, await UntilAsync());
        await desk.StepAsync(id, "plan-contact", new { legalBasis = "public-task" });
        // The attempts of before say nothing of now.
        using (var early = await desk.TryStepAsync(id, "record-contact", new { informed = "phone" })) Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        await desk.AttemptAsync(id, "reached");
        await desk.StepAsync(id, "record-contact", new { informed = "phone" });
        await desk.StepAsync(id, "accompany");
        var other = await Desk.KnownServiceAsync(signals);
        await desk.ConsentAsync(id, "share-with-provider", other);
        await desk.StepAsync(id, "refer", new { serviceId = other });
        await desk.StepAsync(id, "return-referral", new { reason = "full" });
        Assert.Equal("ended,returned", await signals.ScalarAsync<string>("select string_agg(status, ',' order by referred_at) from referral where signal_id = @id", new { id }));
        await desk.StepAsync(id, "close", new { outcome = "stopped-by-person", feedback = "send" });
        Assert.Equal(until, await UntilAsync());

        await using (var connection = await signals.Db.OpenConnectionAsync())
            await connection.ExecuteAsync("update signal set retain_until = current_date - 2 where id = @id", new { id });
        foreach (var (language, words) in new[] { ("nl", "De laatste dag waarop deze melding wordt bewaard, is voorbij."), ("en", "The last day on which this signal is kept has passed.") })
        {
            anne.DefaultRequestHeaders.AcceptLanguage.Clear();
            anne.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
            using var late = await desk.TryStepAsync(id, "reopen", new { reason = "worry-remains" });
            Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
            Assert.Contains(words, (await late.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Task<DateTime> UntilAsync() => signals.ScalarAsync<DateTime>("select retain_until from signal where id = @id", new { id });
    }

    [Fact]
    public async Task Nothing_is_done_with_what_was_erased()
    {
        using var anne = As("anne");
        var desk = new Desk(signals, anne);
        var id = await ReceiveAsync();
        await using (var connection = await signals.Db.OpenConnectionAsync())
            await connection.ExecuteAsync("update signal set state = 'erased' where id = @id", new { id });
        Assert.Empty(await ListAsync(anne, "assignee=nobody"));
        foreach (var step in new[] { "start-triage", "ask-reporter", "accompany", "decline" })
        {
            using var answer = await desk.TryStepAsync(id, step);
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            Assert.Empty((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("allowed").EnumerateArray());
        }

        using (var assigned = await SendAsync(anne, HttpMethod.Put, $"signals/{id}/assignee", id, new { })) Assert.Equal(HttpStatusCode.Conflict, assigned.StatusCode);
        await desk.PostAsync(id, "notes", new { kind = "other", text = "Gebeld." }, HttpStatusCode.Conflict);
        await desk.PostAsync(id, "contact-attempts", new { medium = "phone", result = "reached" }, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_list_is_filtered_by_route_and_area()
    {
        using var anne = As("anne");
        var urgent = await ReceiveAsync(new { key = "signs", version = "1.0.0", items = Danger }, Area(1));
        var light = await ReceiveAsync(null, Area(2));
        var route = await signals.ScalarAsync<string>("select route from signal where id = @urgent", new { urgent });
        Assert.Equal([urgent], await ListAsync(anne, $"route={route}"));
        Assert.Equal([light], await ListAsync(anne, $"area={Area(2)}"));
        Assert.Equal([urgent, light], await ListAsync(anne, "state=received&flagged=false"));
        Assert.Empty(await ListAsync(anne, "flagged=true"));
        foreach (var wrong in new[] { "due=soon", "assignee=anne%40voorbeeld.nl", "route=red", "flagged=perhaps" })
        {
            using var answer = await anne.GetAsync($"{Desk.Base}/signals?{wrong}");
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    private string Area(int number) => $"WK{_municipality[2..]}{number:00}";

    private static readonly string[] Danger = ["says-lonely", "loss"];

    private async Task<Guid> ReceiveAsync(object? card = null, string? neighbourhood = null)
    {
        await Desk.RouteAsync(signals, _municipality, _organisation);
        return await Desk.IdOfAsync(signals, await Desk.ReportAsync(signals, new { municipality = _municipality, neighbourhood, worry = "Ik zie mijn buurman niet meer.", card }));
    }

    private static async Task<List<Guid>> ListAsync(HttpClient handler, string query) =>
        [.. (await handler.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals?pageSize=100&{query}")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid())];

    private async Task<HttpResponseMessage> SendAsync(HttpClient handler, HttpMethod method, string path, Guid id, object? body = null, long? version = null)
    {
        using var request = new HttpRequestMessage(method, $"{Desk.Base}/{path}");
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{version ?? await signals.ScalarAsync<long>("select version from signal where id = @id", new { id })}\"");
        if (body is not null) request.Content = JsonContent.Create(body);
        return await handler.SendAsync(request);
    }

    private async Task DueAsync(Guid id, DateTimeOffset at)
    {
        await using var connection = await signals.Db.OpenConnectionAsync();
        await connection.ExecuteAsync("update signal set due_at = @at where id = @id", new { id, at });
    }
}
