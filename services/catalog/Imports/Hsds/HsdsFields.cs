using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nabij.Catalog.Hsds;
using Nabij.Catalog.Imports.Sheets;
using Nabij.Catalog.Services;

namespace Nabij.Catalog.Imports.Hsds;

/// <summary>
/// A service of Open Referral HSDS 3 as a row of the sheet, so that both are read, checked and stored by one path. What the standard cannot say (a kind of support,
/// how often) is looked for in attributes with the taxonomies of our own profile.
/// </summary>
internal static partial class HsdsFields
{
    /// <param name="Heading">In the sheet.</param>
    /// <param name="Name">In HSDS; errors name it.</param>
    private sealed record Field(string Heading, string Name, Func<JsonElement, string?> Read);

    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");

    private static readonly Field[] All =
    [
        new(Sheet.SourceId, "id", s => Text(s, "id")),
        new(Sheet.Organisation, "organization_id", s => Text(s, "organization_id") ?? Text(Child(s, "organization"), "id")),
        new(Sheet.KvkNumber, "organization.organization_identifiers", KvkNumber),
        new("naam", "name", s => Text(s, "name")),
        new("samenvatting", "x_essence.summary", s => Text(Child(s, "x_essence"), "summary")),
        new("wat", "description", s => Text(Child(s, "x_essence"), "what") ?? Text(s, "description")),
        new("voor_wie", "eligibility_description", s => Text(Child(s, "x_essence"), "for_whom") ?? Text(s, "eligibility_description")),
        new("hoe", "application_process", s => Text(Child(s, "x_essence"), "how") ?? Text(s, "application_process")),
        Coded("soort_hulp", "nl-ondersteuning"), Coded("problemen", "nl-probleem"), Coded("doelgroepen", "nl-doelgroep"), Coded("vorm", "nl-werkvorm"),
        Coded("frequentie", "nl-frequentie"), Coded("waar", "nl-plaats"), Coded("financiering", "nl-financiering"), Coded("uitvoering", "nl-uitvoering"),
        Coded("toegang", "nl-toegang"), Coded("bewijs", "nl-onderbouwing"),
        new("leeftijd_van", "minimum_age", s => Text(s, "minimum_age")),
        new("leeftijd_tot", "maximum_age", s => Text(s, "maximum_age")),
        new("laag_inkomen", "attributes (nl-inkomenseis)", s => Codes(s, "nl-inkomenseis").Any() ? "ja" : "nee"),
        new("voorwaarden", "eligibility_description", Conditions),
        new("kosten", "cost_options", s => Bars.Join(Items(s, "cost_options").Select(Price).Where(p => p is not null))),
        new("telefoon", "phones", s => Text(First(s, "phones"), "number") ?? Text(First(First(s, "contacts"), "phones"), "number")),
        new("e-mail", "email", s => Text(s, "email") ?? Text(First(s, "contacts"), "email")),
        new("contactpunt", "contacts", s => Text(First(s, "contacts"), "name")),
        new("website", "url", s => Text(s, "url")),
        new("landelijk", "service_areas", s => Items(s, "service_areas").Any(a => Text(a, "name") == "Nederland") ? "ja" : "nee"),
        new("gemeenten", "service_areas", s => string.Join('|', Items(s, "service_areas").Select(Municipality).OfType<string>().Distinct())),
        new("buurten", "service_areas", s => string.Join('|', Items(s, "service_areas").Select(Neighbourhood).OfType<string>().Distinct())),
        new("locatie", "service_at_locations.location.name", s => Bars.Join(Places(s).Select(p => Text(p, "name")))),
        new("adres", "service_at_locations.location.addresses", s => Bars.Join(Places(s).Select(p => Text(First(p, "addresses"), "address_1")))),
        new("postcode", "service_at_locations.location.addresses.postal_code", s => Bars.Join(Places(s).Select(Postcode))),
        new("plaats", "service_at_locations.location.addresses.city", s => Bars.Join(Places(s).Select(p => Text(First(p, "addresses"), "city")))),
        new("breedtegraad", "service_at_locations.location.latitude", s => Bars.Join(Places(s).Select(p => Exact(p, "latitude")))),
        new("lengtegraad", "service_at_locations.location.longitude", s => Bars.Join(Places(s).Select(p => Exact(p, "longitude")))),
        new("toegankelijkheid", "service_at_locations.location.accessibility", s => Bars.Join(Places(s).Select(Accessibility))),
        new("talen", "languages", s => string.Join('|', Items(s, "languages").Select(l => Text(l, "code")).OfType<string>())),
        new("tijden", "schedules", Times),
        new("plekken_vrij", "capacities", s => Text(First(s, "capacities"), "available")),
        new("plekken_op", "capacities.updated", s => Text(First(s, "capacities"), "updated")?.Split('T')[0]),
        new("wachtlijst", "x_waiting_list", s => Text(s, "x_waiting_list") == "true" ? "ja" : "nee"),
    ];

    public static SheetHead Head { get; } = SheetHead.Read([.. All.Select(f => f.Heading)]).Head;

    /// <summary>What a column of the sheet is called in HSDS.</summary>
    public static string NameOf(string heading) => Array.Find(All, f => f.Heading == heading)?.Name ?? heading;

    public static string[] CellsOf(JsonElement service) => Array.ConvertAll(All, field => field.Read(service) ?? "");

    private static Field Coded(string heading, string taxonomy) => new(heading, $"attributes ({taxonomy})", s => string.Join('|', Codes(s, taxonomy)));

    private static IEnumerable<string> Codes(JsonElement service, string taxonomy) =>
        from attribute in Items(service, "attributes")
        let term = Child(attribute, "taxonomy_term")
        where Text(term, "taxonomy") == taxonomy || Text(Child(term, "taxonomy_detail"), "name") == taxonomy
        let code = Text(term, "code")
        where code is not null
        select code;

    private static string? KvkNumber(JsonElement service) => Items(Child(service, "organization"), "organization_identifiers")
        .Where(i => (Text(i, "identifier_scheme") ?? Text(i, "identifier_type"))?.EndsWith("KVK", StringComparison.OrdinalIgnoreCase) == true)
        .Select(i => Text(i, "identifier")).FirstOrDefault();

    /// <summary>Beside an essence; without one it tells for whom. Ages and income have fields of their own.</summary>
    private static string? Conditions(JsonElement service) => Child(service, "x_essence").ValueKind == JsonValueKind.Object && Text(service, "eligibility_description") is { } text
        && Derived().Replace(text, "").Trim() is { Length: > 0 } rest ? rest : null;

    private static string? Price(JsonElement option)
    {
        var (name, per) = (Text(option, "option"), Text(option, "amount_description"));
        if (!Child(option, "amount").TryGetDecimalOrNull(out var amount)) return name;
        return amount == 0 && per is null ? null : $"{name ?? "prijs"} {amount.ToString("0.00", Dutch)} {per ?? "per keer"}";
    }

    private static string? Municipality(JsonElement area)
    {
        if (Text(area, "name") == "Nederland") return null;
        var code = $"{Text(area, "x_code")} {Text(area, "uri")}".ToUpperInvariant();
        if (AreaCode().Match(code) is { Success: true } found) return "GM" + found.Groups["number"].Value;
        return Text(area, "name");
    }

    private static string? Neighbourhood(JsonElement area) => Text(area, "x_code") is { } code && (code.StartsWith("WK", StringComparison.Ordinal) || code.StartsWith("BU", StringComparison.Ordinal)) ? code : null;

    private static IEnumerable<JsonElement> Places(JsonElement service) =>
        Items(service, "service_at_locations").Select(p => Child(p, "location")).Where(l => l.ValueKind == JsonValueKind.Object && Text(l, "location_type") != "virtual");

    /// <summary>Without an address it may stand in the description.</summary>
    private static string? Postcode(JsonElement place) => Text(First(place, "addresses"), "postal_code")
        ?? (Text(place, "description") is { } text && PostcodeIn().Match(text) is { Success: true } found ? found.Value : null);

    /// <summary>What our own lists name; the words of others have no column.</summary>
    private static string Accessibility(JsonElement place) =>
        string.Join(',', Items(place, "accessibility").Select(a => PlatformTaxonomies.CodeOf("nl-toegankelijkheid", Text(a, "description"))).OfType<string>());

    private static string? Exact(JsonElement place, string member) => Text(place, "x_precision") == "postcode" ? null : Text(place, member);

    private static string Times(JsonElement service)
    {
        var schedules = Items(service, "schedules").ToList();
        return string.Join('|', schedules.Select(Series).Concat(schedules.Take(1).Select(s => Text(s, "description"))).OfType<string>().Select(Bars.Escape));
    }

    private static string? Series(JsonElement schedule)
    {
        if (Hour(Text(schedule, "opens_at")) is not { } opens || Hour(Text(schedule, "closes_at")) is not { } closes) return null;
        if ((Text(schedule, "dtstart") ?? Text(schedule, "valid_from")) is not { } start) return null;
        var until = Text(schedule, "until") ?? Text(schedule, "valid_to");
        var rule = Text(schedule, "x_rule") ?? (Text(schedule, "freq") is null ? null : Rule(schedule));
        if (rule is null) return $"{start} {opens}-{closes}";
        (rule, until) = OneEnd(rule, start, until);
        return $"{rule} {opens}-{closes} vanaf {start}{(until is null ? "" : $" t/m {until}")}";
    }

    /// <summary>Others give a number of times and a last day: the earlier of the two counts.</summary>
    private static (string Rule, string? Until) OneEnd(string rule, string start, string? until)
    {
        if (Day(start) is not { } first || Day(until) is not { } last || !new RecurrenceRuleAttribute().IsValid(rule)) return (rule, until);
        var one = new Times(first, null, null, rule, last).WithOneEnd();
        return (one.Rule!, one.UntilDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

        static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    private static string Rule(JsonElement schedule) => string.Join(';', RuleParts
        .Select(part => Text(schedule, part) is { } value ? $"{part.ToUpperInvariant()}={value}" : null).OfType<string>());

    private static readonly string[] RuleParts = ["freq", "interval", "count", "bymonthday", "byday"];

    private static string? Hour(string? time) => time is { Length: >= 5 } ? time[..5] : null;

    private static JsonElement Child(JsonElement parent, string name) => parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) ? child : default;

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string name) => Child(parent, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    private static JsonElement First(JsonElement parent, string name) => Items(parent, name).FirstOrDefault();

    private static string? Text(JsonElement parent, string name) => Child(parent, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True } value => value.GetRawText(),
        _ => null,
    };

    private static bool TryGetDecimalOrNull(this JsonElement element, out decimal value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out value);
    }

    [GeneratedRegex(@"Leeftijd: [^.]*\.|Alleen met een laag inkomen\.")]
    private static partial Regex Derived();

    [GeneratedRegex("(GM|WK|BU)(?<number>[0-9]{4})|GEMEENTE/GM(?<number>[0-9]{4})")]
    private static partial Regex AreaCode();

    [GeneratedRegex("[1-9][0-9]{3}( ?[A-Z]{2})?")]
    private static partial Regex PostcodeIn();
}
