namespace Nabij.Signals.Identity;

internal static class IdentityEndpoints
{
    public static void MapIdentity(this IEndpointRouteBuilder api)
    {
        var requests = api.MapGroup("/signals/{id:guid}/identity-requests").WithTags("Identity");
        AskIdentity.Map(requests);
        DecideIdentity.Map(requests);
        ListIdentityRequests.Map(requests);
    }
}
