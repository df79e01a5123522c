namespace Nabij.Signals.Receipts;

internal static class ReceiptsEndpoints
{
    public static void MapReceipts(this IEndpointRouteBuilder api) => OpenReceiptSession.Map(api.MapGroup("").WithTags("Reporter").AllowAnonymous());
}
