using Nabij.Catalog.Services;
using Nabij.Reference;

namespace Nabij.Catalog.Hsds;

/// <summary>Places. Number 0 is online; the others stand in the content, from 1.</summary>
internal static class LocationMapping
{
    public const int Online = 0;

    /// <summary>An address must have a province. Where the postcode leads to none, the service's own municipality does; without one, the whole country.</summary>
    private const string NoProvince = "Nederland";

    /// <param name="place">The service at the place.</param>
    /// <param name="full">With addresses and accessibility.</param>
    public static HsdsLocation Map(Guid place, int number, ServiceContent content, bool full)
    {
        var id = IdOf(place);
        if (number == Online) return new HsdsLocation { Id = id, LocationType = "virtual", Name = "Online", Url = content.Contact.Website };

        var location = content.Locations[number - 1];
        _ = Postcodes.TryGet(location.Postcode, out var area);
        var city = location.City ?? area?.Place;
        var hasAddress = location.Address is not null && city is not null;
        return new HsdsLocation
        {
            Id = id,
            LocationType = "physical",
            Name = location.Name,
            Description = hasAddress ? null : string.Join(' ', new[] { location.Address, location.Postcode, city }.OfType<string>()),
            Latitude = location.Point?.Latitude,
            Longitude = location.Point?.Longitude,
            XPrecision = location.Point is null ? null : location.Latitude is null ? "postcode" : "address",
            Addresses = full && hasAddress
                ? [new HsdsAddress(NameId.Of(id, "address"), id, location.Address!, city!, Province(area?.Municipality, content), location.Postcode)]
                : null,
            Accessibility = full && location.Accessibility is { Count: > 0 } codes
                ? [.. codes.Distinct().Select(code => new HsdsAccessibility(NameId.Of(id, $"accessibility/{code}"), id, PlatformTaxonomies.Label("nl-toegankelijkheid", code)))]
                : null,
        };
    }

    public static Guid IdOf(Guid place) => NameId.Of(place, "location");

    private static string Province(string? municipality, ServiceContent content) =>
        Municipalities.TryGet(municipality ?? content.Municipalities.FirstOrDefault() ?? "", out var known) ? known.Province : NoProvince;
}
