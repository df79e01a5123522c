namespace Nabij.Signals.Cards;

/// <summary>What a card is for.</summary>
internal enum CardMode
{
    /// <summary>Signs to talk about. Nothing of it is ticked.</summary>
    ConversationAid,

    /// <summary>Signs to tick; the rules give a route.</summary>
    Tickable,
}

/// <summary>
/// A signal card of one version, in plain Dutch. It gives an advice about the way to follow up a worry and never a score of a person. A version does
/// not change once it was published: a signal keeps the version that it was reported with.
/// </summary>
/// <param name="Version">Semantic version.</param>
/// <param name="Source">Where the signs come from, in Dutch.</param>
internal sealed record Card(
    string Key, string Version, CardMode Mode, string Title, string Intro, string Source, IReadOnlyList<CardGroup> Groups, IReadOnlyList<CardItem> Items,
    IReadOnlyList<HardStop> HardStops)
{
    public IReadOnlyList<string> Tips { get; init; } = [];

    /// <summary>In order: the first that holds gives the route.</summary>
    public IReadOnlyList<CardRule> Rules { get; init; } = [];

    public bool HasItem(string code) => Items.Any(i => i.Code == code);

    /// <summary>The route for what was ticked, and the rule that gave it.</summary>
    /// <param name="ticked">Codes of items; what is not on the card does not count.</param>
    public RouteAdvice Advise(IReadOnlyCollection<string> ticked)
    {
        var items = Items.Where(i => ticked.Contains(i.Code)).ToList();
        var rule = Mode == CardMode.Tickable ? Rules.FirstOrDefault(r => r.Holds(items)) : null;
        return rule is null ? RouteAdvice.Open : new RouteAdvice(rule.Route, rule.Code);
    }

    /// <summary>The numbers to call first, for what was ticked.</summary>
    public IEnumerable<HardStop> StopsFor(IReadOnlyCollection<string> ticked) =>
        HardStops.Where(stop => Items.Any(i => i.HardStop == stop.Code && ticked.Contains(i.Code)));
}

internal sealed record CardGroup(string Code, string Title);

/// <param name="Kind">What the rules count it as: <c>says-so</c>, <c>observable</c>, <c>life-event</c> or <c>red-flag</c>; null on a conversation aid.</param>
/// <param name="HardStop">Code of the hard stop that it calls for.</param>
internal sealed record CardItem(string Code, string Group, string Text, string? Kind = null, string? HardStop = null);

/// <summary>Danger comes first: the number to call before anything is reported.</summary>
internal sealed record HardStop(string Code, string Phone, string Title, string Text);

/// <param name="Route"><c>light</c>, <c>not-right</c> or <c>urgent</c>.</param>
/// <param name="When">All must hold.</param>
internal sealed record CardRule(string Code, string Route, string Text, IReadOnlyList<CardCondition> When)
{
    public bool Holds(IReadOnlyCollection<CardItem> ticked) => When.All(c => ticked.Count(i => c.Kind == CardCondition.AnyKind || i.Kind == c.Kind) >= c.AtLeast);
}

/// <param name="Kind">A kind of item, or <c>any</c>.</param>
/// <param name="AtLeast">From 1.</param>
internal sealed record CardCondition(string Kind, int AtLeast)
{
    public const string AnyKind = "any";
}

/// <summary>An advice for the person who triages, who decides.</summary>
/// <param name="Route"><c>none</c>, <c>light</c>, <c>not-right</c> or <c>urgent</c>.</param>
/// <param name="Rule">Code of the card's rule that gave it.</param>
internal sealed record RouteAdvice(string Route, string Rule)
{
    /// <summary>Nothing was ticked: a person reads the worry and decides.</summary>
    public static readonly RouteAdvice Open = new("none", "no-signs-ticked");
}
