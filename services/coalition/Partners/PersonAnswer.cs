using Nabij.ServiceDefaults.Auth;

namespace Nabij.Coalition.Partners;

/// <param name="Name">"oud-lid" once erased.</param>
/// <param name="Account">Subject of the account. Like the e-mail address for the coordinator and the own organisation only.</param>
internal sealed record PersonAnswer(Guid Id, Guid PartnerId, string Name, string? RoleTitle, string? Account, string? Email, bool Erased)
{
    public static PersonAnswer Of(Person person, Caller caller)
    {
        var own = caller.ActsForPartner(person.OrganisationId);
        return new(person.Id, person.PartnerId, person.Name, person.RoleTitle, own ? person.Account : null, own ? person.Email : null,
            person.ErasedAt is not null);
    }
}
