using Nabij.ServiceDefaults.Auth;
using Nabij.Signals.FollowUp.Transitions;
using Nabij.Signals.Reporter;

namespace Nabij.Signals.FollowUp;

internal static class FollowUpEndpoints
{
    public static void MapFollowUp(this IEndpointRouteBuilder api)
    {
        var signals = api.MapGroup("/signals").WithTags("Follow-up").RequireAuthorization(Roles.Handler);
        ListSignals.Map(signals);
        GetSignal.Map(signals);
        OpenSignal.Map(signals);
        RecordContactAttempt.Map(signals);
        GiveConsent.Map(signals);
        WithdrawConsent.Map(signals);
        AskReporter.Map(signals);
        signals.MapTransitions();
    }
}
