using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;

namespace Nabij.Catalog.Verification;

internal static class VerificationEndpoints
{
    public static void MapVerification(this IEndpointRouteBuilder api)
    {
        var services = api.MapGroup("/services").WithTags("Verification");
        VerifyService.Map(services);
        ListVerifications.Map(services);

        var links = api.MapGroup("/verification-links").WithTags("Verification").AllowAnonymous();
        ReadLink.Map(links);
        ConfirmLink.Map(links);

        var verification = api.MapGroup("/verification").WithTags("Verification");
        ListServicesToCall.Map(verification);
        GetCoverage.Map(verification);
    }

    /// <summary>For other services: addresses stay here, and a reference to one is good for one message.</summary>
    public static void MapRecipients(this IEndpointRouteBuilder internals)
    {
        var recipients = internals.MapGroup("/recipients/{ref:guid}").RequireAuthorization(Roles.Service);
        ResolveRecipient.Map(recipients);
        AcknowledgeRecipient.Map(recipients);
    }

    public static void AddVerification(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(VerificationOptions.Read(builder.Configuration, builder.Environment)).AddSingleton<VerificationLinks>();
        builder.Services.AddWorker<VerificationRound>();
        builder.Services.AddWorker<CoverageGauge>();
    }
}
