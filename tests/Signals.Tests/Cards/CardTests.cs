using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Nabij.Signals.Cards;

namespace Signals.Tests;

public sealed class CardTests(SignalsFixture signals)
{
    private static readonly Card Signs = CardLibrary.Find("signs")!;

    [Theory]
    [InlineData("none", "no-signs-ticked")]
    [InlineData("light", "some-signs", "curtains-closed")]
    [InlineData("light", "some-signs", "curtains-closed", "letterbox-full", "self-care")]
    [InlineData("light", "some-signs", "loss", "curtains-closed")]
    [InlineData("not-right", "life-event-with-signs", "loss", "curtains-closed", "self-care")]
    [InlineData("not-right", "says-so", "says-lonely")]
    [InlineData("not-right", "says-so", "says-lonely", "loss", "curtains-closed", "self-care")]
    [InlineData("urgent", "red-flag", "suicidal")]
    [InlineData("urgent", "red-flag", "says-lonely", "loss", "violence")]
    [InlineData("none", "no-signs-ticked", "not-on-the-card")]
    public void A_card_gives_a_route_and_the_rule_that_gave_it(string route, string rule, params string[] ticked) =>
        Assert.Equal(new RouteAdvice(route, rule), Signs.Advise(ticked));

    /// <summary>Each rule of the card: the least that makes it hold, and the route.</summary>
    public static TheoryData<string, string, string> Rules => new()
    {
        { "red-flag", "urgent", "child-unsafe" },
        { "says-so", "not-right", "says-nobody" },
        { "life-event-with-signs", "not-right", "money plants-withered gloomy" },
        { "some-signs", "light", "clings" },
    };

    [Theory, MemberData(nameof(Rules))]
    public void A_rule_holds_with_the_least_that_it_asks_for_and_not_with_less(string rule, string route, string least)
    {
        var ticked = least.Split(' ');
        Assert.Equal(new RouteAdvice(route, rule), Signs.Advise(ticked));
        for (var i = 0; i < ticked.Length; i++) Assert.NotEqual(rule, Signs.Advise([.. ticked.Where((_, n) => n != i)]).Rule);
    }

    [Fact]
    public void Every_rule_is_tried() => Assert.Equal(Signs.Rules.Select(r => r.Code), Rules.Select(r => r.Data.Item1));

    [Fact]
    public void What_is_not_on_the_card_or_ticked_twice_changes_nothing()
    {
        Assert.Equal("some-signs", Signs.Advise(["clings", "clings", "loss", "loss", "RED-FLAG", "red-flag", "urgent", "says-so"]).Rule);
        Assert.Equal(RouteAdvice.Open, Signs.Advise(["red-flag", "suicidal ", "SUICIDAL"]));
    }

    [Fact]
    public void The_first_rule_that_holds_wins_whatever_else_is_ticked()
    {
        var order = Signs.Rules.Select(r => r.Code).ToList();
        var random = new Random(20261124);
        for (var i = 0; i < 2000; i++)
        {
            var ticked = Signs.Items.Where(_ => random.Next(6) == 0).ToList();
            var advice = Signs.Advise([.. ticked.Select(t => t.Code)]);
            int Of(string kind) => ticked.Count(t => t.Kind == kind);
            var expected = Of("red-flag") > 0 ? 0 : Of("says-so") > 0 ? 1 : Of("life-event") > 0 && Of("observable") > 1 ? 2 : ticked.Count > 0 ? 3 : -1;
            Assert.Equal(expected < 0 ? RouteAdvice.Open : new RouteAdvice(Signs.Rules[expected].Route, order[expected]), advice);
        }
    }

    /// <summary>What signals were reported with stays readable as it was: a change of a card is a new version with a line of its own.</summary>
    [Theory]
    [InlineData("signs.1.0.0", "1c4eb60ac12e8bbf7144c13a6307acaf7137e5ac706be12f2eb4f6e01ed368a2")]
    [InlineData("talk.1.0.0", "5d67be708f4abef29b7604682c213521f8e769678e63b659fb1c76acfc4e954b")]
    public void A_published_version_never_changes(string card, string sha256)
    {
        using var stream = typeof(Card).Assembly.GetManifestResourceStream($"Cards/{card}.json")!;
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    [Fact]
    public void Every_version_has_its_hash() => Assert.Equal(
        typeof(CardTests).GetMethod(nameof(A_published_version_never_changes))!.GetCustomAttributes<InlineDataAttribute>().Select(d => $"Cards/{d.Data[0]}.json").Order(),
        typeof(Card).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("Cards/", StringComparison.Ordinal)).Order());

    [Fact]
    public void A_conversation_aid_gives_no_route()
    {
        var talk = CardLibrary.Find("talk")!;
        Assert.Equal(RouteAdvice.Open, talk.Advise([.. talk.Items.Select(i => i.Code)]));
    }

    [Theory]
    [InlineData("danger-to-life", "112")]
    [InlineData("violence", "0800-2000")]
    [InlineData("child-unsafe", "0800-2000")]
    [InlineData("suicidal", "113")]
    public void Danger_calls_for_the_right_number(string item, string phone) => Assert.Equal([phone], Signs.StopsFor([item]).Select(s => s.Phone));

    [Fact]
    public void Every_card_holds_together()
    {
        Assert.Equal(["signs", "talk"], CardLibrary.Current.Select(c => c.Key));
        foreach (var card in CardLibrary.Current)
        {
            Assert.Equal(card.Items.Count, card.Items.Select(i => i.Code).Distinct().Count());
            Assert.All(card.Items, item => Assert.Contains(card.Groups, g => g.Code == item.Group));
            Assert.All(card.Items.Where(i => i.HardStop is not null), item => Assert.Contains(card.HardStops, s => s.Code == item.HardStop));
            Assert.All(card.Rules, rule => Assert.True(rule.Route is "light" or "not-right" or "urgent"));
            Assert.Equal(card.Mode == CardMode.Tickable, card.Rules.Count > 0);
            Assert.Equal(["112", "0800-2000", "113"], card.HardStops.Select(s => s.Phone));
        }
    }

    [Fact]
    public async Task Anyone_reads_a_card_and_asks_whether_it_changed()
    {
        using var anyone = signals.Caller();
        using var answer = await anyone.GetAsync($"{Desk.Base}/cards/signs");
        var card = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("tickable", card.GetProperty("mode").GetString());
        Assert.Equal(2, (await anyone.GetFromJsonAsync<JsonElement>($"{Desk.Base}/cards")).GetProperty("items").GetArrayLength());
        anyone.DefaultRequestHeaders.IfNoneMatch.Add(answer.Headers.ETag!);
        using var again = await anyone.GetAsync($"{Desk.Base}/cards/signs");
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using var unknown = await anyone.GetAsync($"{Desk.Base}/cards/none");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }
}
