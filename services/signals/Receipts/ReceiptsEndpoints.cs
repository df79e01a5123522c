namespace Nabij.Signals.Receipts;

internal static class ReceiptsEndpoints
{
    public static void MapReceipts(this IEndpointRouteBuilder api)
    {
        var reporter = api.MapGroup("").WithTags("Reporter").AllowAnonymous();
        OpenReceiptSession.Map(reporter);
        FollowSignal.Map(reporter);
    }
}
