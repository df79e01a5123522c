using System.Net;
using System.Net.Http.Json;
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
