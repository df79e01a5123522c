using Nabij.ServiceDefaults.Auth;
using Nabij.Signals.FollowUp.Transitions;

namespace Nabij.Signals.FollowUp;

internal static class FollowUpEndpoints
{
    public static void MapFollowUp(this IEndpointRouteBuilder api)
    {
        var signals = api.MapGroup("/signals").WithTags("Follow-up").RequireAuthorization(Roles.Handler);
        ListSignals.Map(signals);
        GetSignal.Map(signals);
        RecordContactAttempt.Map(signals);
        GiveConsent.Map(signals);
        WithdrawConsent.Map(signals);
        signals.MapTransitions();
        OpenSignal.Map(api.MapGroup("/signals").WithTags("Follow-up").RequireAuthorization($"{Roles.Handler}|{Roles.PrivacyOfficer}"));
    }
}
