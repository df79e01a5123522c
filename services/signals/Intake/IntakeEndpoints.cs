using Nabij.Messaging;

namespace Nabij.Signals.Intake;

internal static class IntakeEndpoints
{
    public static void MapIntake(this IEndpointRouteBuilder api)
    {
        var intake = api.MapGroup("").WithTags("Intake").AllowAnonymous();
        GiveChallenge.Map(intake);
        ReportWorry.Map(intake);
    }

    public static WebApplicationBuilder AddIntake(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.GetSection("Intake").Get<IntakeOptions>() ?? new IntakeOptions());
        builder.Services.AddScoped<Reports>().AddSingleton<IntakeLoad>().AddSingleton<Challenges>().AddWorker<ChallengePurge>();
        return builder;
    }
}
