using System.Text.Json;
using Nabij.Catalog.Search;
using Nabij.Reference;

namespace Nabij.Catalog.Services;

/// <summary>
/// A service in the words of schema.org (<c>Service</c>, <c>Offer</c>, <c>ServiceChannel</c>, <c>OpeningHoursSpecification</c>), so that search engines
/// understand it. What is not known is left out.
/// </summary>
internal static class ServiceJsonLd
{
    public const string MediaType = "application/ld+json";

    public static string Write(Service service, string organisation) => JsonSerializer.Serialize(Describe(service, organisation), JsonSerializerOptions.Web);

    private static Dictionary<string, object?> Describe(Service service, string organisation)
    {
        var content = service.Content;
        return Typed(
            "Service",
            ("@context", "https://schema.org"), ("@id", $"urn:uuid:{service.Id}"), ("identifier", service.Id), ("name", content.Name),
            ("description", $"{content.Essence.What} {content.Essence.ForWhom} {content.Essence.How}"), ("url", content.Contact.Website),
            ("serviceType", content.SupportTypes.Select(c => Facets.SupportType.LabelOf(c).Nl)),
            ("provider", Typed("Organization", ("@id", $"urn:uuid:{service.OrganisationId}"), ("name", organisation))),
            ("audience", Audience(content)),
            ("areaServed", content.Scope.National
                ? [Typed("Country", ("name", "Nederland"), ("identifier", "NL"))]
                : content.Municipalities.Select(code => Typed("AdministrativeArea", ("name", Municipalities.TryGet(code, out var m) ? m.Name : null), ("identifier", code)))),
            ("offers", Offers(content)),
            ("availableChannel", Channels(content)),
            ("hoursAvailable", content.Schedule.Times?.Where(IsEveryWeek).Select(Hours)));
    }

    /// <summary>Opening hours are of each week: what comes every other week, or in some months only, they cannot say.</summary>
    private static bool IsEveryWeek(Times times) => times.Rule is { } rule && SeriesEnd.Parts(rule) is var parts
        && parts["FREQ"] == "WEEKLY" && parts.GetValueOrDefault("INTERVAL", "1") == "1" && !parts.ContainsKey("BYMONTH") && !parts.ContainsKey("BYMONTHDAY");

    private static Dictionary<string, object?>? Audience(ServiceContent content) => content is { TargetGroups.Count: 0, Conditions: { MinAge: null, MaxAge: null } } ? null : Typed(
        "PeopleAudience",
        ("audienceType", content.TargetGroups.Count == 0 ? null : string.Join(", ", content.TargetGroups.Select(c => Facets.TargetGroup.LabelOf(c).Nl))),
        ("suggestedMinAge", content.Conditions.MinAge), ("suggestedMaxAge", content.Conditions.MaxAge));

    private static IEnumerable<object>? Offers(ServiceContent content) => content.Costs.Count > 0
        ? content.Costs.Select(c => Typed("Offer", ("name", c.Label), ("price", c.Price.Amount), ("priceCurrency", c.Price.Currency)))
        : content.Funding == "free" ? [Typed("Offer", ("price", 0m), ("priceCurrency", "EUR"))] : null;

    private static IEnumerable<object> Channels(ServiceContent content) => content.Locations.Select(place => Channel(content, Typed(
        "Place", ("name", place.Name),
        ("address", Typed("PostalAddress", ("streetAddress", place.Address), ("postalCode", place.Postcode), ("addressLocality", place.City), ("addressCountry", "NL"))),
        ("geo", place.Point is { } point ? Typed("GeoCoordinates", ("latitude", point.Latitude), ("longitude", point.Longitude)) : null))))
        .DefaultIfEmpty(Channel(content, null));

    private static Dictionary<string, object?> Channel(ServiceContent content, object? place) => Typed(
        "ServiceChannel", ("serviceUrl", content.Contact.Website),
        ("servicePhone", content.Contact.Phone is { } phone ? Typed("ContactPoint", ("telephone", phone)) : null),
        ("serviceLocation", place), ("availableLanguage", content.Languages.Count > 0 ? content.Languages : ["nl"]));

    private static object Hours(Times times) => Typed(
        "OpeningHoursSpecification", ("dayOfWeek", Weekdays.DaysOf(times).Select(d => $"https://schema.org/{d}")),
        ("opens", times.StartsAt), ("closes", times.EndsAt), ("validFrom", times.StartDate), ("validThrough", times.LastDay()));

    private static Dictionary<string, object?> Typed(string type, params (string Name, object? Value)[] members)
    {
        var described = new Dictionary<string, object?> { ["@type"] = type };
        foreach (var (name, value) in members)
            if (value is not null) described[name] = value;
        return described;
    }
}
