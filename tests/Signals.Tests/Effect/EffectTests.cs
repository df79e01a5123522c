using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nabij.Signals.Effect;
using Nabij.Testing;

namespace Signals.Tests;

public sealed class EffectTests(SignalsFixture signals)
{
    private const string None = "no yes yes yes no no", All = "yes no no no yes yes", Between = "~ ~ ~ ~ ~ ~";

    /// <summary>Answers in the order of the items; <c>~</c> is more or less, <c>-</c> was left open.</summary>
    [Theory]
    [InlineData(None, 0, 0, 0)]
    [InlineData(All, 6, 3, 3)]
    [InlineData(Between, 6, 3, 3)]
    [InlineData("yes yes yes yes no no", 1, 1, 0)]
    [InlineData("no no yes yes no no", 1, 0, 1)]
    [InlineData("no yes no yes no no", 1, 0, 1)]
    [InlineData("no yes yes no no no", 1, 0, 1)]
    [InlineData("no yes yes yes yes no", 1, 1, 0)]
    [InlineData("no yes yes yes no yes", 1, 1, 0)]
    [InlineData("~ yes yes yes no no", 1, 1, 0)]
    [InlineData("no ~ yes yes no no", 1, 0, 1)]
    [InlineData("yes yes yes yes yes yes", 3, 3, 0)]
    [InlineData("no no no no no no", 3, 0, 3)]
    [InlineData("- no no no yes yes", 5, null, 3)]
    [InlineData("yes - no no yes yes", 5, 3, null)]
    [InlineData("- yes yes yes no no", 0, null, 0)]
    [InlineData("- - no no yes yes", null, null, null)]
    [InlineData("- no no no - yes", null, null, 3)]
    [InlineData("yes - - no yes yes", null, 3, null)]
    [InlineData("- - - - - -", null, null, null)]
    public void The_scale_counts_as_its_manual_says(string answers, int? total, int? emotional, int? social) =>
        Assert.Equal(new ScaleScore(total, emotional, social), LonelinessScale.Score(Read(answers)));

    [Fact]
    public async Task The_statements_come_with_their_source_and_terms()
    {
        using var anyone = signals.Caller();
        var shown = await anyone.GetFromJsonAsync<JsonElement>($"{Desk.Base}/effects/questionnaire");
        Assert.Equal(LonelinessScale.Items.Select(i => i.Text.Nl), shown.GetProperty("statements").EnumerateArray().Select(s => s.GetProperty("text").GetString()));
        Assert.Contains("Van Tilburg", shown.GetProperty("source").GetString(), StringComparison.Ordinal);
        Assert.Contains("bronvermelding", shown.GetProperty("terms").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_effect_of_a_service_is_told_by_tens_and_the_eleventh_changes_nothing()
    {
        var service = await Desk.KnownServiceAsync(signals);
        for (var i = 0; i < 9; i++) await PairAsync(service, All, None);
        Assert.Equal(0, (await EffectAsync(service)).GetProperty("pairs").GetInt32());
        Assert.False((await EffectAsync(service)).TryGetProperty("meanBefore", out _));
        // One measurement alone is no pair.
        await BeforeAsync(service, All);
        Assert.Equal(0, (await EffectAsync(service)).GetProperty("pairs").GetInt32());

        await PairAsync(service, None, None);
        var ten = await EffectAsync(service);
        Assert.Equal((10, 5.4m, 0m), (ten.GetProperty("pairs").GetInt32(), ten.GetProperty("meanBefore").GetDecimal(), ten.GetProperty("meanAfter").GetDecimal()));
        for (var i = 0; i < 9; i++) await PairAsync(service, All, All);
        Assert.Equal(ten.GetRawText(), (await EffectAsync(service)).GetRawText());
        await PairAsync(service, All, All);
        Assert.Equal((20, 5.7m, 3m), (await EffectAsync(service)) is var twenty ? (twenty.GetProperty("pairs").GetInt32(), twenty.GetProperty("meanBefore").GetDecimal(), twenty.GetProperty("meanAfter").GetDecimal()) : default);
    }

    [Fact]
    public async Task A_pair_code_is_good_once_and_a_wrong_one_gets_the_same_answer()
    {
        var service = await Desk.KnownServiceAsync(signals);
        var code = await BeforeAsync(service, All);
        Assert.Equal(HttpStatusCode.NoContent, await AfterAsync(code.ToLowerInvariant(), None));
        Assert.Equal(HttpStatusCode.NotFound, await AfterAsync(code, None));
        Assert.Equal(HttpStatusCode.NotFound, await AfterAsync("0000-0000-0000-0000", None));
        Assert.Equal(HttpStatusCode.NotFound, await AfterAsync("geen code", None));
        Assert.Equal(HttpStatusCode.BadRequest, await AfterAsync(code, "- - yes yes no no"));
    }

    [Fact]
    public async Task A_first_measurement_asks_for_work_a_known_service_and_five_answers()
    {
        using var anyone = signals.Caller();
        var service = await Desk.KnownServiceAsync(signals);
        using (var lazy = await anyone.PostAsJsonAsync($"{Desk.Base}/effects/before", new { serviceId = service, answers = Body(All) })) Assert.Equal(HttpStatusCode.BadRequest, lazy.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await TryBeforeAsync(Guid.NewGuid(), All)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await TryBeforeAsync(service, "- - no no no no")).Status);
        Assert.Equal(HttpStatusCode.Created, (await TryBeforeAsync(service, "- yes no no no no")).Status);
    }

    /// <summary>A measurement shares no value with a signal, and has no moment by which it could be found.</summary>
    [Fact]
    public async Task Nothing_leads_from_a_measurement_to_a_signal()
    {
        Assert.Equal("after_emotional,after_social,after_total,before_emotional,before_social,before_total,month,pair_hash,place,service_id", await signals.ScalarAsync<string>(
            "select string_agg(column_name, ',' order by column_name) from information_schema.columns where table_name = 'effect_pair'"));
        Assert.Equal(0, await signals.ScalarAsync<long>("select count(*) from pg_constraint where contype = 'f' and (conrelid = 'effect_pair'::regclass or confrelid = 'effect_pair'::regclass)"));
        var code = await BeforeAsync(await Desk.KnownServiceAsync(signals), All);
        Assert.Equal(0, await signals.ScalarAsync<long>("select count(*) from effect_pair where extract(day from month) <> 1"));
        var rows = await Desk.EveryRowAsync(signals);
        Assert.DoesNotContain(rows, row => row.Contains(code, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(signals.LogLines, line => line.Contains(code, StringComparison.OrdinalIgnoreCase));
    }

    private async Task PairAsync(Guid service, string before, string after) => Assert.Equal(HttpStatusCode.NoContent, await AfterAsync(await BeforeAsync(service, before), after));

    private async Task<string> BeforeAsync(Guid service, string answers)
    {
        var (status, body) = await TryBeforeAsync(service, answers);
        Assert.Equal(HttpStatusCode.Created, status);
        return body.GetProperty("pairCode").GetString()!;
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> TryBeforeAsync(Guid service, string answers)
    {
        using var anyone = signals.Caller();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Desk.Base}/effects/before") { Content = JsonContent.Create(new { serviceId = service, answers = Body(answers) }) };
        request.Headers.Add(ProofOfWork.Header, await ProofOfWork.ProveAsync(anyone));
        using var answer = await anyone.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private async Task<HttpStatusCode> AfterAsync(string pairCode, string answers)
    {
        using var anyone = signals.Caller();
        using var answer = await anyone.PostAsJsonAsync($"{Desk.Base}/effects/after", new { pairCode, answers = Body(answers) });
        return answer.StatusCode;
    }

    private async Task<JsonElement> EffectAsync(Guid service)
    {
        using var coordinator = signals.Caller("coordinator");
        return await coordinator.GetFromJsonAsync<JsonElement>($"{Desk.Base}/effects?serviceId={service}");
    }

    private static Dictionary<string, string> Read(string answers) => LonelinessScale.Items.Zip(answers.Split(' ')).Where(a => a.Second != "-")
        .ToDictionary(a => a.First.Code, a => a.Second == "~" ? LonelinessScale.MoreOrLess : a.Second);

    /// <summary>In the names of the request: <c>lean-on</c> is <c>leanOn</c>.</summary>
    private static Dictionary<string, string> Body(string answers) => Read(answers).ToDictionary(
        a => string.Concat(a.Key.Split('-').Select((part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..])), a => a.Value);
}
