using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Privacy;

namespace Nabij.Signals.Referrals;

/// <summary>What can be shared with a provider, by name.</summary>
internal static class SharedField
{
    public const string Name = "name", Phone = "phone", Email = "email", Address = "address", Note = "note";

    public const string Recipients = "the provider, while the referral is open and the consent stands";

    /// <summary>What a provider needs to call somebody.</summary>
    public static readonly IReadOnlyList<string> ByDefault = [Name, Phone];
}

/// <summary>What the person agreed to share with one provider. It is sealed under the person's own key, as JSON: members may be added, never renamed.</summary>
/// <param name="Note">What the provider must know to welcome the person, 1 to 1,000 characters.</param>
internal sealed record SharedDetails(
    [property: LengthBetween(1, 120), PersonalData("To welcome the person, who agreed to share it", Whose.Subject, Recipients = SharedField.Recipients)] string? Name,
    [property: LengthBetween(3, 30), PersonalData("To call the person, who agreed to share it", Whose.Subject, Recipients = SharedField.Recipients)] string? Phone,
    [property: MailAddress, PersonalData("To write to the person, who agreed to share it", Whose.Subject, Recipients = SharedField.Recipients)] string? Email,
    [property: LengthBetween(1, 300), PersonalData("To visit the person, who agreed to share it", Whose.Subject, Recipients = SharedField.Recipients)] string? Address,
    [property: LengthBetween(1, 1000), PersonalData("What the provider must know, and the person agreed to share", Whose.Subject, Recipients = SharedField.Recipients)] string? Note)
{
    public static readonly SharedDetails Nothing = new(null, null, null, null, null);

    /// <summary>Names of what is there.</summary>
    public IReadOnlyList<string> Fields() => [.. new[]
    {
        (SharedField.Name, Name), (SharedField.Phone, Phone), (SharedField.Email, Email), (SharedField.Address, Address), (SharedField.Note, Note),
    }.Where(f => f.Item2 is not null).Select(f => f.Item1)];

    /// <summary>Only what was asked for.</summary>
    public SharedDetails Only(IReadOnlyCollection<string> fields)
    {
        return new SharedDetails(Of(SharedField.Name, Name), Of(SharedField.Phone, Phone), Of(SharedField.Email, Email), Of(SharedField.Address, Address), Of(SharedField.Note, Note));

        string? Of(string field, string? value) => fields.Contains(field) ? value : null;
    }
}
