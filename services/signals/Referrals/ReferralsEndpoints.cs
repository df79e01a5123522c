using Nabij.ServiceDefaults.Auth;

namespace Nabij.Signals.Referrals;

/// <summary>The inbox of a provider: referrals to the services of its own organisation, without anything personal.</summary>
internal static class ReferralsEndpoints
{
    public static IServiceCollection AddReferrals(this IServiceCollection services) => services.AddScoped<ReferralChange>();

    public static void MapReferrals(this IEndpointRouteBuilder api)
    {
        var referrals = api.MapGroup("/referrals").WithTags("Referrals").RequireAuthorization(Roles.Provider);
        ListReferrals.Map(referrals);
        GetReferral.Map(referrals);
        OpenReferral.Map(referrals);
        ReferralSteps.Map(referrals);
    }
}
