using Nabij.Catalog.Organisations;
using Nabij.Catalog.Services;

namespace Nabij.Catalog.Hsds;

/// <summary>Our organisations in the words of HSDS, and how services and organisations can be reached.</summary>
internal static class OrganizationMapping
{
    /// <summary>HSDS wants a description, which ours do not have: it is made of the name and the domain.</summary>
    public static HsdsOrganization Short(Organisation o) => new()
    {
        Id = o.Id,
        Name = o.Name,
        Description = $"{o.Name} werkt in het domein {PlatformTaxonomies.Label("nl-domein", o.Domain)}.",
        Email = o.Email,
        Website = o.Website,
    };

    public static HsdsOrganization Full(Organisation o) => Short(o) with
    {
        Phones = Phones(o.Id, o.Phone),
        Contacts = Contacts(o.Id, null, o.Email, o.Phone),
        OrganizationIdentifiers = o.KvkNumber is { } kvk ? [new HsdsIdentifier(NameId.Of(o.Id, "kvk"), o.Id, "NL-KVK", "NL-KVK", kvk)] : null,
        Attributes = [PlatformTaxonomies.Domains.Attribute(o.Id, "organization", o.Domain)],
    };

    public static IReadOnlyList<HsdsPhone>? Phones(Guid owner, string? number) => number is null ? null : [new HsdsPhone(NameId.Of(owner, "phone"), number)];

    public static IReadOnlyList<HsdsContact>? Contacts(Guid owner, string? point, string? email, string? phone) => point is null && email is null && phone is null
        ? null
        : [new HsdsContact(NameId.Of(owner, "contact"), point, email, Phones(NameId.Of(owner, "contact"), phone))];
}
