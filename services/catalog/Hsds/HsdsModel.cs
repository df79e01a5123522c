using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nabij.Catalog.Hsds;

// The objects of HSDS 3.0, with the additions of 3.1 (capacities, label, unit) and our own (x_...). What has no value is absent. One type serves the
// short form of lists and the full form: the short form leaves the lists out.

/// <summary>How HSDS is written.</summary>
internal static class HsdsJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>In UTC, to the millisecond.</summary>
    public static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

internal record HsdsService
{
    public required Guid Id { get; init; }
    public Guid? OrganizationId { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }
    public string? Url { get; init; }
    public string? Email { get; init; }
    public required string Status { get; init; }
    public string? ApplicationProcess { get; init; }
    public string? FeesDescription { get; init; }
    public string? EligibilityDescription { get; init; }
    public int? MinimumAge { get; init; }
    public int? MaximumAge { get; init; }
    public DateOnly? AssuredDate { get; init; }
    public string? AssurerEmail { get; init; }
    public string? Alert { get; init; }
    public required string LastModified { get; init; }
    public HsdsOrganization? Organization { get; init; }
    public IReadOnlyList<HsdsPhone>? Phones { get; init; }
    public IReadOnlyList<HsdsSchedule>? Schedules { get; init; }
    public IReadOnlyList<HsdsServiceArea>? ServiceAreas { get; init; }
    public IReadOnlyList<HsdsServiceAtLocation>? ServiceAtLocations { get; init; }
    public IReadOnlyList<HsdsLanguage>? Languages { get; init; }
    public IReadOnlyList<HsdsFunding>? Funding { get; init; }
    public IReadOnlyList<HsdsCostOption>? CostOptions { get; init; }
    public IReadOnlyList<HsdsRequiredDocument>? RequiredDocuments { get; init; }
    public IReadOnlyList<HsdsContact>? Contacts { get; init; }
    public IReadOnlyList<HsdsAttribute>? Attributes { get; init; }
    public IReadOnlyList<HsdsCapacity>? Capacities { get; init; }
    public HsdsEssence? XEssence { get; init; }
    public HsdsCost? XCost { get; init; }
    public bool? XIncomeCondition { get; init; }
    public bool? XWaitingList { get; init; }
    public Guid? XSuccessorId { get; init; }
}

/// <summary>For <c>minimal=true</c>: what is needed to see what has changed.</summary>
internal sealed record HsdsMinimalService(Guid Id, string LastModified);

/// <summary>
/// A service at a place. Version 3.0 contradicts itself: its text promises this object, its OpenAPI file a service. This one is both: the parts of the
/// place beside all that is told about the service.
/// </summary>
internal sealed record HsdsServiceAtLocation : HsdsService
{
    [SetsRequiredMembers]
    public HsdsServiceAtLocation(Guid id, HsdsLocation location, HsdsService service) : base(service)
    {
        (Id, ServiceId, LocationId, Location) = (id, service.Id, location.Id, location);
        ServiceAtLocations = null;
    }

    public Guid ServiceId { get; }
    public Guid LocationId { get; }
    public HsdsLocation Location { get; }
    public HsdsService? Service { get; init; }
}

internal sealed record HsdsOrganization
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Description { get; init; }
    public string? Email { get; init; }
    public string? Website { get; init; }
    public IReadOnlyList<HsdsContact>? Contacts { get; init; }
    public IReadOnlyList<HsdsPhone>? Phones { get; init; }
    public IReadOnlyList<HsdsIdentifier>? OrganizationIdentifiers { get; init; }
    public IReadOnlyList<HsdsAttribute>? Attributes { get; init; }
    public IReadOnlyList<HsdsService>? Services { get; init; }

    /// <summary>Where its other services are, when there are too many to nest.</summary>
    public string? XMoreServices { get; init; }
}

internal sealed record HsdsLocation
{
    public required Guid Id { get; init; }
    public required string LocationType { get; init; }
    public string? Url { get; init; }
    public string? Name { get; init; }
    public string? Description { get; init; }
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }

    /// <summary><c>address</c>, or <c>postcode</c> when only the middle of the postcode area is known.</summary>
    public string? XPrecision { get; init; }

    public IReadOnlyList<HsdsAddress>? Addresses { get; init; }
    public IReadOnlyList<HsdsAccessibility>? Accessibility { get; init; }
}

internal sealed record HsdsAddress(
    Guid Id, Guid LocationId, [property: JsonPropertyName("address_1")] string Address1, string City, string StateProvince, string PostalCode,
    string Country = "NL", string AddressType = "physical");

internal sealed record HsdsAccessibility(Guid Id, Guid LocationId, string Description);

internal sealed record HsdsPhone(Guid Id, string Number, string Type = "voice");

internal sealed record HsdsContact(Guid Id, string? Name, string? Email, IReadOnlyList<HsdsPhone>? Phones);

internal sealed record HsdsIdentifier(Guid Id, Guid OrganizationId, string IdentifierScheme, string IdentifierType, string Identifier);

internal sealed record HsdsLanguage(Guid Id, Guid ServiceId, string Name, string Code);

internal sealed record HsdsFunding(Guid Id, Guid ServiceId, string Source);

internal sealed record HsdsRequiredDocument(Guid Id, Guid ServiceId, string Document);

internal sealed record HsdsCostOption(Guid Id, Guid ServiceId, string Option, decimal Amount, string Currency, string? AmountDescription);

internal sealed record HsdsServiceArea(Guid Id, Guid ServiceId, string Name, string? Uri, string? XCode);

internal sealed record HsdsCapacity(Guid Id, Guid ServiceId, HsdsUnit Unit, int Available, string? Description, string Updated);

internal sealed record HsdsUnit(Guid Id, string Name);

internal sealed record HsdsSchedule
{
    public required Guid Id { get; init; }
    public Guid? ServiceId { get; init; }
    public DateOnly? ValidFrom { get; init; }
    public DateOnly? ValidTo { get; init; }
    public DateOnly? Dtstart { get; init; }
    public double? Timezone { get; init; }
    public DateOnly? Until { get; init; }
    public int? Count { get; init; }
    public string? Wkst { get; init; }
    public string? Freq { get; init; }
    public int? Interval { get; init; }
    public string? Byday { get; init; }
    public string? Bymonthday { get; init; }
    public string? Description { get; init; }
    public string? OpensAt { get; init; }
    public string? ClosesAt { get; init; }
    public string? AttendingType { get; init; }

    /// <summary>The whole RFC 5545 rule, which says more than the members above can.</summary>
    public string? XRule { get; init; }

    /// <summary>The time zone by its IANA name; <see cref="Timezone"/> is its offset on the first day only.</summary>
    public string? XTimezone { get; init; }
}

internal sealed record HsdsAttribute(Guid Id, Guid LinkId, string LinkEntity, string LinkType, Guid TaxonomyTermId, string Label, HsdsTaxonomyTerm TaxonomyTerm);

internal sealed record HsdsTaxonomy(Guid Id, string Name, string Description, string? Version);

internal sealed record HsdsTaxonomyTerm(
    Guid Id, string Code, string Name, string Description, string Taxonomy, HsdsTaxonomy TaxonomyDetail, Guid TaxonomyId, string Language = "nl");

internal sealed record HsdsEssence(string? Summary, string What, string ForWhom, string How);

/// <summary>What one pays, for who compares. Only when all prices have the same unit.</summary>
/// <param name="Per">once, visit, month or year.</param>
internal sealed record HsdsCost(decimal Min, decimal Max, string Currency, string Per);
