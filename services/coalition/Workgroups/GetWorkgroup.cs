using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Coalition.Workgroups;

internal static class GetWorkgroup
{
    public static void Map(IEndpointRouteBuilder workgroups) => workgroups.MapGet("/workgroups/{id:guid}", HandleAsync)
        .WithName(nameof(GetWorkgroup)).WithSummary("One workgroup with its members");

    private static async Task<Results<Ok<WorkgroupAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        var workgroup = await db.FindAsync<Workgroup>(WorkgroupRows.FindSql, new { id, scope = caller.Scope() }, ct);
        if (workgroup is null) return Problem.NotFound();
        workgroup.With(await db.ListAsync<Seat>(WorkgroupRows.SeatsSql, new { id }, ct));
        ETag.Set(http, workgroup.Version);
        return TypedResults.Ok(WorkgroupAnswer.Of(workgroup));
    }
}
