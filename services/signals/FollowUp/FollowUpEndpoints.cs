using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.Signals.FollowUp.Assignment;
using Nabij.Signals.FollowUp.DueDates;
using Nabij.Signals.FollowUp.Notes;
using Nabij.Signals.FollowUp.Transitions;
using Nabij.Signals.Reporter;

namespace Nabij.Signals.FollowUp;

internal static class FollowUpEndpoints
{
    public static IServiceCollection AddFollowUp(this IServiceCollection services) => services.AddScoped<SignalChange>()
        .AddWorker<DueRound>().AddWorker<WaitingGauge>();

    public static void MapFollowUp(this IEndpointRouteBuilder api)
    {
        var signals = api.MapGroup("/signals").WithTags("Follow-up").RequireAuthorization(Roles.Handler);
        ListSignals.Map(signals);
        GetSignal.Map(signals);
        RecordContactAttempt.Map(signals);
        GiveConsent.Map(signals);
        WithdrawConsent.Map(signals);
        WriteNote.Map(signals);
        ListNotes.Map(signals);
        GetHistory.Map(signals);
        AssignSignal.Map(signals);
        ClearFlag.Map(signals);
        AskReporter.Map(signals);
        signals.MapTransitions();
        OpenSignal.Map(api.MapGroup("/signals").WithTags("Follow-up").RequireAuthorization($"{Roles.Handler}|{Roles.PrivacyOfficer}"));
        api.MapCovers();
        api.MapDueDates();
    }
}
