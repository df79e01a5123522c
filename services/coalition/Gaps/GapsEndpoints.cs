namespace Nabij.Coalition.Gaps;

/// <summary>What people need and no service offers, counted from the signals.</summary>
internal static class GapsEndpoints
{
    public static void MapGaps(this IEndpointRouteBuilder api)
    {
        var gaps = api.MapGroup("").WithTags("Gaps");

        var read = gaps.MapGroup("").RequireAuthorization("coordinator|member");
        ListGaps.Map(read);
        GetGap.Map(read);

        var steer = gaps.MapGroup("").RequireAuthorization("coordinator");
        CloseGap.Map(steer);
    }
}
