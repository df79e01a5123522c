using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nabij.Contracts;
using Nabij.Signals.Receipts;
using Nabij.Testing;

namespace Signals.Tests;

public sealed partial class IntakeTests(SignalsFixture signals)
{
    private static readonly string[] DangerTicked = ["suicidal", "says-lonely"];

    [Fact]
    public async Task Place_and_worry_are_enough_and_the_answer_holds_a_receipt_and_no_id()
    {
        using var anyone = signals.Caller();
        using var answer = await anyone.ReportAsync(new { postcode = "3511 AB", worry = "Ik maak mij zorgen." });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
        var reported = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["receipt", "route", "rule", "notices"], reported.EnumerateObject().Select(p => p.Name));
        Assert.Matches(ReceiptForm(), reported.GetProperty("receipt").GetString());
        Assert.Equal("none", reported.GetProperty("route").GetString());

        var id = await Desk.IdOfAsync(signals, reported.GetProperty("receipt").GetString()!);
        var eventRef = await signals.ScalarAsync<Guid>("select event_ref from signal where id = @id", new { id });
        Assert.NotEqual(id, eventRef);
        Assert.Equal("3511", await signals.ScalarAsync<string>("select area from signal where id = @id", new { id }));
        var heard = await signals.HearAsync<SignalReceived>(eventRef);
        Assert.Equal(("GM0344", "none", 1L), (heard.Municipality, heard.Route, heard.AggregateVersion));
        Assert.DoesNotContain(signals.Broker.Heard<ReporterNoticeDue>(), n => n.SignalRef == eventRef);
    }

    /// <summary>Near a border. The municipality counts; nothing is known of where in it.</summary>
    [Fact]
    public async Task A_postcode_of_elsewhere_is_no_place_in_the_municipality_that_was_named()
    {
        var receipt = await Desk.ReportAsync(signals, new { municipality = "GM0344", postcode = "1012", worry = "Ik maak mij zorgen." });
        var id = await Desk.IdOfAsync(signals, receipt);
        Assert.Equal(("GM0344", null), (await signals.ScalarAsync<string>("select municipality from signal where id = @id", new { id }),
            await signals.ScalarAsync<string>("select area from signal where id = @id", new { id })));
    }

    [Fact]
    public async Task Ticked_danger_gives_the_number_to_call_first()
    {
        using var anyone = signals.Caller();
        using var answer = await anyone.ReportAsync(new
        {
            municipality = "GM0344",
            worry = "Zij wil niet meer.",
            card = new { key = "signs", version = "1.0.0", items = DangerTicked },
        });
        var reported = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("urgent", "red-flag"), (reported.GetProperty("route").GetString(), reported.GetProperty("rule").GetString()));
        Assert.Equal("113", reported.GetProperty("notices")[0].GetProperty("phone").GetString());
    }

    [Theory]
    [InlineData("""{"worry":"x"}""", "municipality")]
    [InlineData("""{"municipality":"GM0344"}""", "worry")]
    [InlineData("""{"municipality":"GM0344","worry":" "}""", "worry")]
    [InlineData("""{"municipality":"GM9999","worry":"x"}""", "municipality")]
    [InlineData("""{"postcode":"0000","worry":"x"}""", "postcode")]
    [InlineData("""{"postcode":"1999","worry":"x"}""", "postcode")]
    [InlineData("""{"municipality":"GM0344","worry":"x","neighbourhood":"bij de kerk"}""", "neighbourhood")]
    [InlineData("""{"municipality":"GM0344","worry":"x","neighbourhood":"WK036301"}""", "neighbourhood")]
    [InlineData("""{"municipality":"GM0344","worry":"x","card":{"key":"signs","version":"9.9.9"}}""", "card.key")]
    [InlineData("""{"municipality":"GM0344","worry":"x","card":{"key":"signs","version":"1.0.0","items":["nee"]}}""", "card.items")]
    [InlineData("""{"municipality":"GM0344","worry":"x","card":{"key":"talk","version":"1.0.0","items":["tired"]}}""", "card.items")]
    [InlineData("""{"municipality":"GM0344","worry":"x","reporterRole":"wizard"}""", "reporterRole")]
    [InlineData("""{"municipality":"GM0344","worry":"x","reporter":{"email":"geen adres"}}""", "reporter.email")]
    [InlineData("""{"municipality":"GM0344","worry":"x","subject":{"ageBand":"81"}}""", "subject.ageBand")]
    [InlineData("""{"municipality":"GM0344","worry":"x","bsn":"123456782"}""", "bsn")]
    public async Task What_is_wrong_is_told_by_field_and_nothing_is_kept(string body, string field)
    {
        var before = await signals.ScalarAsync<long>("select count(*) from signal");
        using var anyone = signals.Caller();
        using var answer = await anyone.ReportAsync(new StringContent(body, null, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains(field, problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
        Assert.Equal(before, await signals.ScalarAsync<long>("select count(*) from signal"));
    }

    [Fact]
    public async Task A_worry_of_more_than_4000_characters_is_refused()
    {
        using var anyone = signals.Caller();
        using var fits = await anyone.ReportAsync(new { municipality = "GM0344", worry = new string('é', 4000) });
        using var over = await anyone.ReportAsync(new { municipality = "GM0344", worry = new string('e', 4001) });
        Assert.Equal(HttpStatusCode.Created, fits.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, over.StatusCode);
    }

    [Fact]
    public async Task Reported_twice_with_one_key_is_one_signal_and_one_receipt()
    {
        using var anyone = signals.Caller();
        var key = Guid.NewGuid().ToString();
        var first = await SendAsync(anyone, key, "Nog een keer verstuurd.");
        var again = await SendAsync(anyone, key, "Nog een keer verstuurd.");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.Status, again.Status));
        Assert.Equal(first.Body, again.Body);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(anyone, key, "Iets anders.")).Status);
    }

    [Fact]
    public async Task Reported_by_many_at_once_with_one_key_is_one_signal()
    {
        using var anyone = signals.Caller();
        var before = await signals.ScalarAsync<long>("select count(*) from signal");
        var key = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(anyone, key, "Tegelijk.")));
        Assert.All(answers, a => Assert.Contains(a.Status, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict }));
        Assert.Single(answers.Where(a => a.Status == HttpStatusCode.Created).Select(a => a.Body).Distinct());
        Assert.Equal(before + 1, await signals.ScalarAsync<long>("select count(*) from signal"));
    }

    [Fact]
    public async Task Without_a_routing_the_signal_is_kept_and_finds_its_organisation_later()
    {
        var organisation = Guid.CreateVersion7();
        using var anyone = signals.Caller();
        using var answer = await anyone.ReportAsync(new { municipality = "GM0363", worry = "Nog zonder opvolging." });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        using var handler = signals.Handler("GM0363", organisation);
        Assert.Equal(0, (await handler.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals")).GetProperty("total").GetInt32());
        await Desk.RouteAsync(signals, "GM0363", organisation);
        Assert.Equal(1, (await handler.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_reporter_with_an_address_who_wants_to_hear_is_told_that_it_arrived()
    {
        var desk = new Desk(signals, signals.Handler());
        var id = await desk.ReceiveAsync();
        var notice = await signals.HearAsync<ReporterNoticeDue>(await desk.RefOfAsync(id));
        Assert.Equal("signal-received", notice.Template);
    }

    [Fact]
    public void A_receipt_has_80_random_bits_and_reads_as_people_type_it()
    {
        var receipt = Receipt.New();
        var key = new byte[32];
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => Receipt.New().Reveal()).Distinct().Count());
        Assert.Equal(receipt.Hash(key), Receipt.Read(receipt.Reveal().ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)).Hash(key));
        Assert.Equal(receipt.Hash(key), Receipt.Read(receipt.Reveal().Replace('0', 'o').Replace('1', 'l')).Hash(key));
        Assert.DoesNotContain(receipt.Reveal(), $"{receipt}", StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpClient client, string key, string worry)
    {
        using var answer = await client.ReportAsync(new { municipality = "GM0344", worry }, key);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$")]
    private static partial Regex ReceiptForm();
}
