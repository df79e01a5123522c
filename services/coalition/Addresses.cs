namespace Nabij.Coalition;

/// <summary>Where a resource stands, for the Location header of a 201.</summary>
internal static class Addresses
{
    private const string Base = "/coalition/v1";

    public static string OfCoalition(Guid id) => $"{Base}/coalitions/{id}";

    public static string OfPartner(Guid id) => $"{Base}/partners/{id}";

    public static string OfPerson(Guid id) => $"{Base}/people/{id}";

    public static string OfWorkgroup(Guid id) => $"{Base}/workgroups/{id}";

    public static string OfAgreement(Guid id) => $"{Base}/agreements/{id}";

    public static string OfList(string name) => $"{Base}/reference/{name}";
}
