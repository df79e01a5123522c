namespace Nabij.Coalition.Partners;

/// <summary>
/// A professional contact of a partner, with or without an account. Erasable: then the seats and agreements of the past keep pointing at
/// somebody without a name.
/// </summary>
internal sealed class Person
{
    /// <summary>What an erased person is called.</summary>
    public const string Former = "oud-lid";

    public Guid Id { get; init; }

    public Guid PartnerId { get; init; }

    /// <summary>The partner's organisation in the catalogue.</summary>
    public Guid OrganisationId { get; init; }

    public string Name { get; private set; } = "";

    public string? RoleTitle { get; private set; }

    /// <summary>Subject of the account; null without one.</summary>
    public string? Account { get; private set; }

    public string? Email { get; private set; }

    public DateTimeOffset? ErasedAt { get; private set; }

    public long Version { get; set; } = 1;

    public static Person Register(Partner partner, string name, string? roleTitle, string? account, string? email) => new()
    {
        Id = Guid.CreateVersion7(),
        PartnerId = partner.Id,
        OrganisationId = partner.OrganisationId,
        Name = name,
        RoleTitle = roleTitle,
        Account = account,
        Email = email,
    };

    public Refusal? Change(string name, string? roleTitle, string? account, string? email)
    {
        if (ErasedAt is not null) return new WrongState([]);
        (Name, RoleTitle, Account, Email) = (name, roleTitle, account, email);
        return null;
    }

    /// <summary>False when there was nothing left to erase.</summary>
    public bool Erase(DateTimeOffset now)
    {
        if (ErasedAt is not null) return false;
        (Name, RoleTitle, Account, Email, ErasedAt) = (Former, null, null, null, now);
        return true;
    }
}
