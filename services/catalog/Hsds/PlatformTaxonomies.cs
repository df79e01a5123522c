using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Nabij.Catalog.Services;
using Nabij.Catalog.Taxonomies;
using Nabij.Reference;

namespace Nabij.Catalog.Hsds;

/// <summary>One characteristic, as a taxonomy: so every client of the standard can filter on it.</summary>
/// <param name="LinkType">What the term tells about a service.</param>
/// <param name="Path">Where its codes stand in the content of a service, as a JSON path; null for a characteristic of organisations.</param>
/// <param name="CodesOf">The codes of a service.</param>
internal sealed record PlatformTaxonomy(
    HsdsTaxonomy Shown, string LinkType, string? Path, Func<ServiceContent, IEnumerable<string?>> CodesOf, IReadOnlyList<HsdsTaxonomyTerm> Terms)
{
    private readonly FrozenDictionary<string, HsdsTaxonomyTerm> _byCode = Terms.ToFrozenDictionary(t => t.Code);

    public IEnumerable<HsdsAttribute> AttributesOf(Guid service, ServiceContent content) =>
        CodesOf(content).OfType<string>().Distinct().Where(_byCode.ContainsKey).Select(code => Attribute(service, "service", code));

    public HsdsAttribute Attribute(Guid owner, string entity, string code) =>
        new(NameId.Of(owner, $"{Shown.Name}/{code}"), owner, entity, LinkType, _byCode[code].Id, _byCode[code].Name, _byCode[code]);

    /// <summary>The JSON path that finds one of these terms in a service; null when no service has any.</summary>
    public string? Finding(params IEnumerable<HsdsTaxonomyTerm> terms) => Path is null ? null
        : $"{Path} ? ({string.Join(" || ", terms.Select(t => $"@ == {(t.Code == PlatformTaxonomies.LowIncome ? "true" : JsonSerializer.Serialize(t.Code))}"))})";
}

/// <summary>The taxonomies of the platform itself.</summary>
internal static class PlatformTaxonomies
{
    public const string LowIncome = "low-income";

    public static PlatformTaxonomy Domains { get; } =
        OfList("nl-domein", "In welk domein de organisatie werkt.", "domain", null, _ => [], ReferenceLists.Domains.Items, ReferenceLists.Domains.AsOf);

    public static IReadOnlyList<PlatformTaxonomy> All { get; } =
    [
        OfList("nl-ondersteuning", "Hoe het aanbod helpt bij eenzaamheid.", "support", "$.supportTypes[*]", c => c.SupportTypes,
            ReferenceLists.SupportTypes.Items, ReferenceLists.SupportTypes.AsOf, s => s.Description),
        OfList("nl-probleem", "Waarbij het aanbod helpt.", "need", "$.problems[*]", c => c.Problems,
            ReferenceLists.Problems.Items, ReferenceLists.Problems.AsOf, p => p.Description),
        OfList("nl-doelgroep", "Voor wie het aanbod bedoeld is. Het is geen voorwaarde.", "target_audience", "$.targetGroups[*]", c => c.TargetGroups,
            ReferenceLists.TargetGroups.Items, ReferenceLists.TargetGroups.AsOf),
        Of("nl-werkvorm", "Alleen of met anderen.", "format", "$.format", c => [c.Format],
            ("group", "in een groep"), ("individual", "individueel"), ("both", "in een groep en individueel")),
        Of("nl-frequentie", "Hoe vaak het aanbod er is.", "frequency", "$.frequency", c => [c.Frequency],
            ("one-off", "eenmalig"), ("recurring", "regelmatig"), ("always", "altijd")),
        Of("nl-plaats", "Waar het aanbod plaatsvindt.", "setting", "$.setting[*]", c => c.Setting,
            ("at-home", "bij u thuis"), ("out-of-home", "buitenshuis"), ("online", "online"), ("phone", "per telefoon")),
        Of("nl-financiering", "Hoe het aanbod betaald wordt. Gesubsidieerd aanbod kan een eigen bijdrage vragen.", "funding", "$.funding", c => [c.Funding],
            ("free", "gratis"), ("subsidised", "gesubsidieerd"), ("commercial", "commercieel")),
        Of("nl-uitvoering", "Wie het aanbod uitvoert.", "workforce", "$.workforce", c => [c.Workforce],
            ("voluntary", "vrijwilligers"), ("professional", "beroepskrachten"), ("mixed", "vrijwilligers en beroepskrachten")),
        Of("nl-toegang", "Hoe iemand binnenkomt.", "access", "$.conditions.access", c => [c.Conditions.Access],
            ("open", "vrij toegankelijk"), ("sign-up", "na aanmelding"), ("referral", "met een verwijzing"), ("indication", "met een indicatie")),
        Of("nl-inkomenseis", "Of het aanbod alleen voor een laag inkomen is.", "income", "$.conditions.incomeCondition",
            c => [c.Conditions.IncomeCondition ? LowIncome : null], (LowIncome, "alleen met een laag inkomen")),
        Of("nl-onderbouwing", "Hoe goed de werking is onderzocht.", "evidence", "$.evidence", c => [c.Evidence],
            ("none", "niet onderzocht"), ("well-described", "goed beschreven"), ("theory", "theoretisch onderbouwd"), ("first-indications", "eerste aanwijzingen dat het werkt"),
            ("good-indications", "goede aanwijzingen dat het werkt"), ("strong", "sterke aanwijzingen dat het werkt")),
        Of("nl-toegankelijkheid", "Wat er op de plek is voor wie minder makkelijk beweegt, hoort of reist.", "accessibility", "$.locations[*].accessibility[*]",
            c => c.Locations.SelectMany(l => l.Accessibility ?? []),
            ("wheelchair", "geschikt voor een rolstoel"), ("lift", "lift"), ("toilet", "aangepast toilet"), ("hearing-loop", "ringleiding"), ("parking", "parkeerplaats dichtbij"),
            ("public-transport", "openbaar vervoer dichtbij")),
        Domains,
    ];

    public static FrozenDictionary<Guid, PlatformTaxonomy> ById { get; } = All.ToFrozenDictionary(t => t.Shown.Id);

    public static FrozenDictionary<Guid, (PlatformTaxonomy Taxonomy, HsdsTaxonomyTerm Term)> ByTermId { get; } =
        All.SelectMany(t => t.Terms, (taxonomy, term) => (taxonomy, term)).ToFrozenDictionary(t => t.term.Id);

    public static string Label(string taxonomy, string code) => ByTermId[TaxonomyId.OfTerm(taxonomy, code)].Term.Name;

    /// <summary>The code of a term by its label; null when there is no such term.</summary>
    public static string? CodeOf(string taxonomy, string? label) => ById[TaxonomyId.Of(taxonomy)].Terms.FirstOrDefault(t => t.Name == label)?.Code;

    private static PlatformTaxonomy OfList<TItem>(string name, string description, string link, string? path, Func<ServiceContent, IEnumerable<string?>> codes,
        IEnumerable<TItem> items, DateOnly asOf, Func<TItem, string>? describe = null) where TItem : ReferenceItem
    {
        var shown = new HsdsTaxonomy(TaxonomyId.Of(name), name, description, asOf.ToString("O", CultureInfo.InvariantCulture));
        return new PlatformTaxonomy(shown, link, path, codes, [.. items.Select(i => Term(shown, i.Code, i.Label, describe?.Invoke(i)))]);
    }

    private static PlatformTaxonomy Of(string name, string description, string link, string path, Func<ServiceContent, IEnumerable<string?>> codes,
        params IEnumerable<(string Code, string Label)> terms)
    {
        var shown = new HsdsTaxonomy(TaxonomyId.Of(name), name, description, null);
        return new PlatformTaxonomy(shown, link, path, codes, [.. terms.Select(t => Term(shown, t.Code, t.Label, null))]);
    }

    /// <summary>A term must have a description; where ours has none, its label with the question that it answers.</summary>
    private static HsdsTaxonomyTerm Term(HsdsTaxonomy taxonomy, string code, string label, string? description) =>
        new(TaxonomyId.OfTerm(taxonomy.Name, code), code, label, description ?? $"{label} ({taxonomy.Description.Split('.')[0]})", taxonomy.Name, taxonomy, taxonomy.Id);
}
