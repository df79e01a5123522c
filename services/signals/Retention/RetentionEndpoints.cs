using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Database;

namespace Nabij.Signals.Retention;

internal static class RetentionEndpoints
{
    public static void MapRetention(this IEndpointRouteBuilder api)
    {
        var municipality = api.MapGroup("/municipalities/{code}/retention").WithTags("Retention").RequireAuthorization(Roles.PrivacyOfficer);
        GetRetention.Map(municipality);
        SetRetention.Map(municipality);
        PreviewRetention.Map(api.MapGroup("/privacy").WithTags("Retention").RequireAuthorization(Roles.PrivacyOfficer));
        HoldSignal.Map(api.MapGroup("/signals").WithTags("Retention").RequireAuthorization(Roles.PrivacyOfficer));
    }

    /// <summary>Erasure with its ledger, which has a database of its own; and the terms of what is kept beside.</summary>
    public static WebApplicationBuilder AddRetention(this WebApplicationBuilder builder)
    {
        builder.AddDatabase(ErasureLedger.Database, typeof(Program).Assembly, "Retention/Migrations");
        builder.Services.AddSingleton(RetentionOptions.Read(builder.Configuration));
        builder.Services.AddSingleton<ErasureLedger>().AddSingleton<Erasure>().AddSingleton<ErasureReplay>().AddSingleton<RetentionGauge>();
        builder.Services.AddWorker<RetentionRound>();
        return builder;
    }
}
