using Nabij.Signals.Cards;
using Nabij.Signals.Effect;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Identity;
using Nabij.Signals.Intake;
using Nabij.Signals.Logs;
using Nabij.Signals.Outreach;
using Nabij.Signals.Receipts;
using Nabij.Signals.Referrals;
using Nabij.Signals.Reporter;
using Nabij.Signals.Retention;
using Nabij.Signals.Rights;
using Nabij.Signals.RolePolicies;
using Nabij.Signals.Routing;
using Nabij.Signals.Statistics;

namespace Nabij.Signals;

/// <summary>The desk's own API, by capability.</summary>
internal static class SignalsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapCards();
        api.MapIntake();
        api.MapRolePolicies();
        api.MapReceipts();
        api.MapReporter();
        api.MapRouting();
        api.MapFollowUp();
        api.MapReferrals();
        api.MapIdentity();
        api.MapRetention();
        api.MapRights();
        api.MapLogs();
        api.MapOutreach();
        api.MapEffect();
        api.MapStatistics();
    }
}
