using Nabij.Notifications.Deliveries;
using Nabij.ServiceDefaults.Auth;

namespace Nabij.Notifications.Subscriptions;

internal static class SubscriptionsEndpoints
{
    /// <summary>A subscription is its owner's: the token's organisation and subject. For all others it does not exist.</summary>
    public const string OwnedSql = "owner_subject = @Subject and owner_organisation is not distinct from @Organisation";

    public static void MapSubscriptions(this IEndpointRouteBuilder api)
    {
        var subscriptions = api.MapGroup("/subscriptions").WithTags("Subscriptions").RequireAuthorization(Roles.Partner);
        Subscribe.Map(subscriptions);
        ListSubscriptions.Map(subscriptions);
        GetSubscription.Map(subscriptions);
        ChangeSubscription.Map(subscriptions);
        Unsubscribe.Map(subscriptions);
        RotateSecret.Map(subscriptions);
        ListDeliveries.Map(subscriptions);
    }
}
