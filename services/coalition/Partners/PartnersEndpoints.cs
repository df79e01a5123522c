namespace Nabij.Coalition.Partners;

/// <summary>The organisations of a coalition, and their contacts.</summary>
internal static class PartnersEndpoints
{
    public static void MapPartners(this IEndpointRouteBuilder api)
    {
        var partners = api.MapGroup("").WithTags("Partners");

        var take = partners.MapGroup("").RequireAuthorization("coordinator|member");
        ListPartners.Map(take);
        GetPartner.Map(take);
        AddPerson.Map(take);
        ListPeople.Map(take);
        GetPerson.Map(take);
        ChangePerson.Map(take);
        ErasePerson.Map(take);

        var steer = partners.MapGroup("").RequireAuthorization("coordinator");
        AddPartner.Map(steer);
        ChangePartner.Map(steer);
        InvitePartner.Map(steer);
        JoinCoalition.Map(steer);
        DeclineInvitation.Map(steer);
        SuspendPartner.Map(steer);
        ResumePartner.Map(steer);
        LeaveCoalition.Map(steer);
    }
}
