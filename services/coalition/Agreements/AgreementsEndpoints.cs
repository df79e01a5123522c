namespace Nabij.Coalition.Agreements;

/// <summary>Agreements ("afspraken"): who does what, by when, with what.</summary>
internal static class AgreementsEndpoints
{
    public static void MapAgreements(this IEndpointRouteBuilder api)
    {
        var agreements = api.MapGroup("").WithTags("Agreements");

        // A member changes what its own organisation owns; the domain type decides.
        var take = agreements.MapGroup("").RequireAuthorization("coordinator|member");
        ProposeAgreement.Map(take);
        ListAgreements.Map(take);
        GetAgreement.Map(take);
        GetAgreementHistory.Map(take);
        ChangeAgreement.Map(take);
        StartAgreement.Map(take);
        BlockAgreement.Map(take);
        UnblockAgreement.Map(take);
        PostponeAgreement.Map(take);
        CompleteAgreement.Map(take);

        var steer = agreements.MapGroup("").RequireAuthorization("coordinator");
        AgreeAgreement.Map(steer);
        CancelAgreement.Map(steer);
    }
}
