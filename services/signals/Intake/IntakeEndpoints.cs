namespace Nabij.Signals.Intake;

internal static class IntakeEndpoints
{
    public static void MapIntake(this IEndpointRouteBuilder api) => ReportWorry.Map(api.MapGroup("/signals").WithTags("Intake").AllowAnonymous());
}
