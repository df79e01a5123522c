using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Organisations;

/// <summary>Who offers services. Contact data is that of the organisation, never of a person.</summary>
/// <param name="Domain">Code of one of the twelve domains.</param>
/// <param name="KvkNumber">Eight digits.</param>
/// <param name="Email">A function's address.</param>
internal sealed record OrganisationContent(
    [property: Needed, LengthBetween(3, 120)] string Name,
    [property: Needed, CodeOf("domains")] string Domain,
    [property: KvkNumber] string? KvkNumber = null,
    [property: WebAddress] string? Website = null,
    [property: LengthBetween(3, 30)] string? Phone = null,
    [property: MailAddress] string? Email = null);

internal sealed record OrganisationAnswer(
    Guid Id, string Name, string Domain, string? KvkNumber, string? Website, string? Phone, string? Email, DateTimeOffset ChangedAt);

/// <summary>A row; <see cref="Version"/> is its entity tag.</summary>
internal sealed record Organisation
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string Domain { get; init; } = "";
    public string? KvkNumber { get; init; }
    public string? Website { get; init; }
    public string? Phone { get; init; }
    public string? Email { get; init; }
    public int Version { get; init; }
    public DateTimeOffset ChangedAt { get; init; }

    public const string Columns = "id, name, domain, kvk_number, website, phone, email, version, changed_at";

    public OrganisationAnswer ToAnswer() => new(Id, Name, Domain, KvkNumber, Website, Phone, Email, ChangedAt);

    /// <summary>An editor keeps any organisation, a provider its own.</summary>
    public static bool MayChange(Caller caller, Guid id) => caller.Is(Roles.Editor) || caller.ActsFor(id);
}
