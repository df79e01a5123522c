using Nabij.Catalog.Services;
using Nabij.Reference;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Search;

/// <summary>A value of a facet that is always shown, also when no service has it.</summary>
internal sealed record FacetValue(string Code, Text Label);

/// <summary>A group of filters with counts.</summary>
/// <param name="Name">As in the request and the answer: <c>supportType</c>.</param>
/// <param name="Values">In the order in which they are shown; the index adds others that services have (languages).</param>
/// <param name="Of">The codes of a service on a given day.</param>
internal sealed record FacetGroup(string Name, IReadOnlyList<FacetValue> Values, Func<ServiceContent, DateOnly, IEnumerable<string>> Of)
{
    public Text LabelOf(string code) => Values.FirstOrDefault(v => v.Code == code)?.Label ?? Languages.Label(code);
}

/// <summary>The facets of the catalogue. What is not known has a value of its own; what is for everyone counts for each.</summary>
internal static class Facets
{
    private const string Unknown = "unknown";

    private static readonly FacetValue NotKnown = new(Unknown, ("niet bekend", "not known"));

    public static readonly FacetGroup SupportType = new("supportType", Listed(ReferenceLists.SupportTypes), (c, _) => c.SupportTypes);
    public static readonly FacetGroup Problem = new("problem", Listed(ReferenceLists.Problems), (c, _) => c.Problems);

    /// <summary>Without a target group a service is for everyone, so for each of them.</summary>
    public static readonly FacetGroup TargetGroup = new("targetGroup", Listed(ReferenceLists.TargetGroups),
        (c, _) => c.TargetGroups.Count > 0 ? c.TargetGroups : ReferenceLists.TargetGroups.Items.Select(i => i.Code));

    /// <summary>Who looks for a group also finds what is both.</summary>
    public static readonly FacetGroup Format = new("format",
        [new("group", ("in een groep", "in a group")), new("individual", ("een op een", "one to one")), new("both", ("allebei", "both"))], (c, _) => c.Format == "both" ? ["group", "individual", "both"] : [c.Format]);

    public static readonly FacetGroup Frequency = new("frequency",
        [new("one-off", ("eenmalig", "once")), new("recurring", ("op vaste tijden", "recurring")), new("always", ("altijd", "always"))], (c, _) => [c.Frequency]);

    public static readonly FacetGroup Setting = new("setting",
        [new("at-home", ("bij u thuis", "at home")), new("out-of-home", ("buiten de deur", "out of home")), new("online", ("online", "online")),
            new("phone", ("per telefoon", "by phone")), NotKnown], (c, _) => c.Setting.Count > 0 ? c.Setting : [Unknown]);

    /// <summary>The settings in which nobody has to travel.</summary>
    public static readonly IReadOnlyList<string> Coming = ["at-home", "online", "phone"];

    public static readonly FacetGroup Funding = new("funding",
        [new("free", ("gratis", "free")), new("subsidised", ("met subsidie", "subsidised")), new("commercial", ("commercieel", "commercial")), NotKnown],
        (c, _) => [c.Funding ?? Unknown]);

    /// <summary>Done by both is done by volunteers too.</summary>
    public static readonly FacetGroup Workforce = new("workforce",
        [new("voluntary", ("door vrijwilligers", "voluntary")), new("professional", ("door beroepskrachten", "professional")), new("mixed", ("door beide", "mixed")), NotKnown],
        (c, _) => c.Workforce == "mixed" ? ["voluntary", "professional", "mixed"] : [c.Workforce ?? Unknown]);

    public static readonly FacetGroup Access = new("access",
        [new("open", ("zo binnenlopen", "just walk in")), new("sign-up", ("aanmelden", "sign up")), new("referral", ("met verwijzing", "with a referral")),
            new("indication", ("met indicatie", "with an indication"))], (c, _) => [c.Conditions.Access]);

    /// <summary>Dutch, unless something else is said.</summary>
    public static readonly FacetGroup Language = new("language", [new("nl", Languages.Label("nl"))], (c, _) => c.Languages.Count > 0 ? c.Languages : ["nl"]);

    public static readonly FacetGroup OpenOn = new("openOn", [.. Weekdays.All.Select(d => new FacetValue(d.Code, d.Label))], (c, today) => Weekdays.Of(c.Schedule, today));

    /// <summary>In the order in which they are shown.</summary>
    public static readonly IReadOnlyList<FacetGroup> All =
        [SupportType, Problem, TargetGroup, Format, Frequency, Setting, Funding, Workforce, Access, Language, OpenOn];

    /// <summary>Its place in <see cref="All"/>.</summary>
    public static int PlaceOf(FacetGroup group) => All.Index().Single(f => f.Item == group).Index;

    private static List<FacetValue> Listed<TItem>(ReferenceList<TItem> list) where TItem : ReferenceItem =>
        [.. list.Items.Select(i => new FacetValue(i.Code, new Text(i.Label, i.LabelEn ?? i.Label)))];
}
