namespace Nabij.Catalog.Services;

internal static class ServicesEndpoints
{
    public static void MapServices(this IEndpointRouteBuilder api)
    {
        var services = api.MapGroup("/services").WithTags("Services");
        GetService.Map(services);
        GetServiceCalendar.Map(services);

        var keep = services.MapGroup("").RequireAuthorization("editor|provider");
        RegisterService.Map(keep);
        ChangeService.Map(keep);
        SubmitService.Map(keep);
        PublishService.Map(keep);
        PauseService.Map(keep);
        ResumeService.Map(keep);
        ArchiveService.Map(keep);
    }
}
