using Nabij.Catalog.Services;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Supplements;

/// <summary>What is different of a national service in one municipality. What is left out is as in the whole country.</summary>
/// <param name="OrganisationId">The local organisation that sees to it, and may keep the supplement.</param>
/// <param name="Text">What residents there should know.</param>
/// <param name="Contact">Each line that is given takes the place of the national one.</param>
/// <param name="Costs">Take the place of the national ones; an empty list says that they are not known.</param>
internal sealed record SupplementContent(
    Guid? OrganisationId = null,
    [property: LengthBetween(3, 400)] string? Text = null,
    Contact? Contact = null,
    [property: AtMost(20)] IReadOnlyList<Cost>? Costs = null,
    Schedule? Schedule = null)
{
    /// <summary>The national content with the local lines in it.</summary>
    public ServiceContent ApplyTo(ServiceContent national) => national with
    {
        Contact = Contact is null ? national.Contact : new(
            Contact.Phone ?? national.Contact.Phone, Contact.Email ?? national.Contact.Email, Contact.Point ?? national.Contact.Point, Contact.Website ?? national.Contact.Website),
        Costs = Costs ?? national.Costs,
        Schedule = Schedule ?? national.Schedule,
    };

    /// <summary>The fields of the service that it changes, as the API calls them.</summary>
    public IReadOnlyList<string> FieldNames() =>
        [.. new[] { (Contact is not null, "contact"), (Costs is not null, "costs"), (Schedule is not null, "schedule") }.Where(f => f.Item1).Select(f => f.Item2)];
}

internal sealed record SupplementAnswer(
    Guid ServiceId, string Municipality, Guid? OrganisationId, string? Text, Contact? Contact, IReadOnlyList<Cost>? Costs, Schedule? Schedule, DateTimeOffset ChangedAt);

/// <summary>Marks a service that is shown with its supplement.</summary>
/// <param name="OrganisationId">The local organisation.</param>
/// <param name="Fields">The fields that are local.</param>
internal sealed record ShownSupplement(string Municipality, Guid? OrganisationId, string? Text, IReadOnlyList<string> Fields, DateTimeOffset ChangedAt);

/// <summary>A supplement, and who may keep it.</summary>
internal sealed record Supplement(Guid ServiceId, string Municipality, SupplementContent Content, int Version, DateTimeOffset ChangedAt)
{
    /// <summary>An editor of the municipality keeps it, and a provider whose organisation it names.</summary>
    public bool MayBeChangedBy(Caller caller) => MayBeMadeBy(caller, Municipality) || (caller.Is(Roles.Provider) && Content.OrganisationId is { } id && caller.ActsFor(id));

    public static bool MayBeMadeBy(Caller caller, string municipality) => caller.Is(Roles.Editor) && caller.ActsIn(municipality);

    public SupplementAnswer ToAnswer() => new(ServiceId, Municipality, Content.OrganisationId, Content.Text, Content.Contact, Content.Costs, Content.Schedule, ChangedAt);

    public ShownSupplement Shown() => new(Municipality, Content.OrganisationId, Content.Text, Content.FieldNames(), ChangedAt);
}
