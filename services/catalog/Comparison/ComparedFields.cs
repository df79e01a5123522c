using System.Globalization;
using Nabij.Catalog.Search;
using Nabij.Catalog.Services;
using Nabij.Catalog.Taxonomies;
using Nabij.Reference;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Comparison;

/// <param name="Show">What is told about it, in words; never empty.</param>
internal sealed record ComparedField(string Name, Text Label, Func<ServiceContent, Service, Text> Show);

/// <summary>What people weigh when they choose, in the order in which they ask.</summary>
internal static class ComparedFields
{
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL"), English = CultureInfo.GetCultureInfo("en-GB");

    private static readonly Text Unknown = ("niet bekend", "not known"), Everyone = ("iedereen", "everyone"), None = ("geen", "none"), Yes = ("ja", "yes"), No = ("nee", "no");

    internal static readonly Dictionary<string, Text> Per = new()
    {
        ["once"] = ("eenmalig", "once"),
        ["visit"] = ("per keer", "each time"),
        ["month"] = ("per maand", "a month"),
        ["year"] = ("per jaar", "a year"),
    };

    internal static readonly Dictionary<string, Text> EvidenceLevels = new()
    {
        ["none"] = ("niet onderzocht", "not studied"),
        ["well-described"] = ("goed beschreven", "well described"),
        ["theory"] = ("goed onderbouwd", "sound in theory"),
        ["first-indications"] = ("eerste aanwijzingen dat het werkt", "first indications that it works"),
        ["good-indications"] = ("goede aanwijzingen dat het werkt", "good indications that it works"),
        ["strong"] = ("sterke aanwijzingen dat het werkt", "strong indications that it works"),
    };

    internal static readonly Dictionary<string, Text> Accessibility = new()
    {
        ["wheelchair"] = ("geschikt voor een rolstoel", "fit for a wheelchair"),
        ["lift"] = ("lift", "lift"),
        ["toilet"] = ("aangepast toilet", "accessible toilet"),
        ["hearing-loop"] = ("ringleiding", "hearing loop"),
        ["parking"] = ("parkeerplaats dichtbij", "parking nearby"),
        ["public-transport"] = ("openbaar vervoer dichtbij", "public transport nearby"),
    };

    public static readonly IReadOnlyList<ComparedField> All =
    [
        new("what", ("Wat is het?", "What is it?"), (c, _) => Same(c.Essence.What)),
        new("forWhom", ("Voor wie?", "For whom?"), (c, _) => Same(c.Essence.ForWhom)),
        new("how", ("Hoe gaat het?", "How does it work?"), (c, _) => Same(c.Essence.How)),
        new("supportTypes", ("Soort hulp", "Kind of support"), (c, _) => Labels(Facets.SupportType, c.SupportTypes, Unknown)),
        new("problems", ("Helpt bij", "Helps with"), (c, _) => Labels(Facets.Problem, c.Problems, Unknown)),
        new("targetGroups", ("Doelgroep", "Target group"), (c, _) => Labels(Facets.TargetGroup, c.TargetGroups, Everyone)),
        new("age", ("Leeftijd", "Age"), (c, _) => Age(c.Conditions)),
        new("format", ("Vorm", "Format"), (c, _) => Facets.Format.LabelOf(c.Format)),
        new("frequency", ("Hoe vaak", "How often"), (c, _) => Facets.Frequency.LabelOf(c.Frequency)),
        new("schedule", ("Wanneer", "When"), (c, _) => When(c.Schedule)),
        new("setting", ("Waar", "Where"), (c, _) => Labels(Facets.Setting, c.Setting, Unknown)),
        new("locations", ("Plaats", "Place"), (c, _) => Join(c.Locations.Select(l => Same(string.Join(", ", new[] { l.Name, l.Address, l.Postcode, l.City }.OfType<string>()))), Unknown)),
        new("accessibility", ("Toegankelijkheid", "Accessibility"), (c, _) => Accessible(c.Locations)),
        new("scope", ("Gebied", "Area"), (c, _) => Area(c.Scope)),
        new("costs", ("Kosten", "Costs"), (c, _) => Costs(c)),
        new("funding", ("Betaald door", "Funding"), (c, _) => Facets.Funding.LabelOf(c.Funding ?? "unknown")),
        new("workforce", ("Uitvoering", "Workforce"), (c, _) => Facets.Workforce.LabelOf(c.Workforce ?? "unknown")),
        new("access", ("Toegang", "Access"), (c, _) => Facets.Access.LabelOf(c.Conditions.Access)),
        new("incomeCondition", ("Alleen bij een laag inkomen", "Only with a low income"), (c, _) => c.Conditions.IncomeCondition ? Yes : No),
        new("conditions", ("Voorwaarden", "Conditions"), (c, _) => c.Conditions.Text is { } text ? Same(text) : None),
        new("capacity", ("Plek", "Places left"), (c, _) => Places(c.Capacity)),
        new("languages", ("Taal", "Language"), (c, _) => Labels(Facets.Language, c.Languages, Facets.Language.LabelOf("nl"))),
        new("evidence", ("Werkt het?", "Does it work?"), (c, _) => EvidenceLevels[c.Evidence]),
        new("contact", ("Contact", "Contact"), (c, _) => Join(new[] { c.Contact.Phone, c.Contact.Email, c.Contact.Website }.OfType<string>().Select(Same), Unknown)),
        new("verifiedAt", ("Gecontroleerd", "Checked"), (_, service) => service.VerifiedAt is { } at && DutchDay.Of(at) is var day ? new(day.ToString("d MMMM yyyy", Dutch), day.ToString("d MMMM yyyy", English)) : Unknown),
    ];

    /// <summary>What a municipality says of them, where it says anything.</summary>
    public static ComparedField Labels(IReadOnlyDictionary<Guid, IReadOnlyList<ServiceLabel>> labels) => new("labels", ("Volgens de gemeente", "Says the municipality"),
        (_, service) => Join(labels.GetValueOrDefault(service.Id, []).Select(l => new Text(l.Label, l.LabelEn ?? l.Label)), None));

    private static Text Area(Scope scope) => scope.National ? ("heel Nederland", "the whole of the Netherlands") : Join((scope.Municipalities ?? []).Select(code =>
    {
        var name = Municipalities.TryGet(code, out var municipality) ? municipality.Name : code;
        return scope.Neighbourhoods?.Any(part => part[2..6] == code[2..]) == true ? new Text($"een deel van {name}", $"a part of {name}") : Same(name);
    }), Unknown);

    /// <summary>Of each place that tells it; of several, with their name.</summary>
    private static Text Accessible(IReadOnlyList<Location> places) => Join(places.Where(p => p.Accessibility is { Count: > 0 }).Select(place =>
    {
        var name = places.Count > 1 ? (place.Name ?? place.Address ?? place.Postcode) + ": " : "";
        var has = place.Accessibility!.Select(code => Accessibility[code]).ToList();
        return new Text(name + string.Join(", ", has.Select(t => t.Nl)), name + string.Join(", ", has.Select(t => t.En)));
    }), Unknown);

    private static Text Age(Conditions conditions) => conditions switch
    {
        { MinAge: { } min, MaxAge: { } max } => new($"{min} tot en met {max} jaar", $"{min} to {max} years"),
        { MinAge: { } min } => new($"vanaf {min} jaar", $"from {min} years"),
        { MaxAge: { } max } => new($"tot en met {max} jaar", $"up to {max} years"),
        _ => ("alle leeftijden", "all ages"),
    };

    private static Text When(Schedule schedule) =>
        Join((schedule.Times ?? []).Select(ScheduleTexts.Of).Concat(schedule.Text is { } text ? [Same(text)] : []), Unknown);

    private static Text Costs(ServiceContent content) => content is { Costs.Count: 0, Funding: "free" }
        ? Facets.Funding.LabelOf("free")
        : Join(content.Costs.Select(c => new Text(
            $"{c.Price.Amount!.Value.ToString("C", Dutch)} {Per[c.Per].Nl} ({c.Label})", $"€{c.Price.Amount.Value.ToString("N2", English)} {Per[c.Per].En} ({c.Label})")), Unknown);

    private static Text Places(Capacity capacity) => capacity switch
    {
        { PlacesLeft: > 0 and var left } => new($"{left} plekken vrij", $"{left} places left"),
        { WaitingList: true } => ("wachtlijst", "waiting list"),
        { PlacesLeft: 0 } => ("vol", "full"),
        _ => Unknown,
    };

    private static Text Labels(FacetGroup group, IReadOnlyList<string> codes, Text whenNone) => Join(codes.Select(group.LabelOf), whenNone);

    private static Text Join(IEnumerable<Text> texts, Text whenNone) =>
        texts.ToList() is { Count: > 0 } all ? new(string.Join("; ", all.Select(t => t.Nl)), string.Join("; ", all.Select(t => t.En))) : whenNone;

    private static Text Same(string text) => new(text, text);
}
