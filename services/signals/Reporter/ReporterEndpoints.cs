using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Receipts;

namespace Nabij.Signals.Reporter;

internal static class ReporterEndpoints
{
    public static readonly Text NoSession = ("Uw sessie is verlopen. Vul de code van uw melding opnieuw in.", "Your session has ended. Enter the code of your report again.");

    public static void MapReporter(this IEndpointRouteBuilder api)
    {
        var reporter = api.MapGroup("/reporter").WithTags("Reporter").AllowAnonymous().WithMetadata(ReceiptSession.Documented);
        FollowSignal.Map(reporter);
        WithdrawSignal.Map(reporter);
        ListMessages.Map(reporter);
        SendMessage.Map(reporter);
        ChangeContact.Map(reporter);
        RemoveContact.Map(reporter);
        ProveReport.Map(reporter);
    }
}
