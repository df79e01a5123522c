using Nabij.Messaging;

namespace Nabij.Catalog.Retention;

internal static class RetentionSetup
{
    public static void AddRetention(this WebApplicationBuilder builder) => builder.Services
        .AddSingleton(RetentionOptions.Read(builder.Configuration))
        .AddWorker<RetentionRound>();
}
