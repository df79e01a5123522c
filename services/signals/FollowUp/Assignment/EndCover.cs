using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Signals.FollowUp.Assignment;

/// <summary>Both the one who was away and the one who covers may end it.</summary>
internal static class EndCover
{
    public static void Map(IEndpointRouteBuilder covers) => covers.MapDelete("/{id:guid}", HandleAsync)
        .WithName(nameof(EndCover)).WithSummary("End a cover").ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(Guid id, Caller caller, UnitOfWork work, CancellationToken ct)
    {
        var ended = await work.ExecuteAsync(EndSql, new { id, caller.Organisation, caller.Subject }, ct);
        await work.CommitAsync(ct);
        return ended == 0 ? Problem.NotFound() : TypedResults.NoContent();
    }

    private const string EndSql = "delete from cover where id = @id and organisation_id = @Organisation and (absent = @Subject or covered_by = @Subject)";
}
