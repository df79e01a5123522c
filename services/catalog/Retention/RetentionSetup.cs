namespace Nabij.Catalog.Retention;

internal static class RetentionSetup
{
    public static void AddRetention(this WebApplicationBuilder builder) => builder.Services
        .AddSingleton(RetentionOptions.Read(builder.Configuration))
        .AddSingleton<RetentionRound>().AddHostedService(p => p.GetRequiredService<RetentionRound>());
}
