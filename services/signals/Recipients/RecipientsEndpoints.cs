using Nabij.ServiceDefaults.Auth;

namespace Nabij.Signals.Recipients;

/// <summary>For other services: addresses stay here, and a reference to one is good for one message.</summary>
internal static class RecipientsEndpoints
{
    public static void MapRecipients(this IEndpointRouteBuilder internals)
    {
        var recipients = internals.MapGroup("/recipients/{ref:guid}").RequireAuthorization(Roles.Service);
        ResolveRecipient.Map(recipients);
        AcknowledgeRecipient.Map(recipients);
    }
}
