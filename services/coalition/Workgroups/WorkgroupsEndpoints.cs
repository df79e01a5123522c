namespace Nabij.Coalition.Workgroups;

/// <summary>Groups of people from the partners that work on one or more components.</summary>
internal static class WorkgroupsEndpoints
{
    public static void MapWorkgroups(this IEndpointRouteBuilder api)
    {
        var workgroups = api.MapGroup("").WithTags("Workgroups");

        // A member may change the workgroups that it leads or keeps the minutes of; the domain type decides.
        var take = workgroups.MapGroup("").RequireAuthorization("coordinator|member");
        ListWorkgroups.Map(take);
        GetWorkgroup.Map(take);
        ChangeWorkgroup.Map(take);
        AddMember.Map(take);
        EndMembership.Map(take);
        ActivateWorkgroup.Map(take);
        PauseWorkgroup.Map(take);
        ResumeWorkgroup.Map(take);
        CloseWorkgroup.Map(take);

        var steer = workgroups.MapGroup("").RequireAuthorization("coordinator");
        CreateWorkgroup.Map(steer);
    }
}
