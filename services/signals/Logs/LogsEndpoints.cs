using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;

namespace Nabij.Signals.Logs;

internal static class LogsEndpoints
{
    public static void MapLogs(this IEndpointRouteBuilder api)
    {
        var privacy = api.MapGroup("/privacy").WithTags("Logs").RequireAuthorization(Roles.PrivacyOfficer);
        ReadProcessingActivities.Map(privacy);
        ReadAuditLog.Map(privacy);
        VerifyAuditLog.Map(privacy);
    }

    public static WebApplicationBuilder AddLogs(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProcessingLog>().AddSingleton<AuditLog>();
        builder.Services.AddHttpClient(LogRelay.Client, client => client.Timeout = TimeSpan.FromSeconds(10));
        builder.Services.AddWorker<LogRelay>().AddWorker<LogRetention>();
        return builder;
    }
}
