using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Verification;

/// <summary>The message was handed over: the reference is dead from now on. To say so twice is no error.</summary>
internal static class AcknowledgeRecipient
{
    public static void Map(IEndpointRouteBuilder recipients) => recipients.MapPost("/acknowledge", HandleAsync).WithName(nameof(AcknowledgeRecipient));

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(Guid @ref, UnitOfWork work, TimeProvider clock, CancellationToken ct)
    {
        var known = await work.ExecuteAsync(AcknowledgeSql, new { @ref, now = clock.GetUtcNow() }, ct);
        await work.CommitAsync(ct);
        return known == 0 ? Problem.NotFound() : TypedResults.NoContent();
    }

    private const string AcknowledgeSql = "update verification_request set acknowledged_at = coalesce(acknowledged_at, @now) where recipient_ref = @ref";
}
