using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Logs;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Recipients;

/// <summary>Gives the address behind a reference, until its message is acknowledged or 72 hours have passed. It is logged as any other opening.</summary>
internal static class ResolveRecipient
{
    private static readonly TimeSpan Validity = TimeSpan.FromHours(72);

    public static void Map(IEndpointRouteBuilder recipients) => recipients.MapPost("", HandleAsync).WithName(nameof(ResolveRecipient));

    private static async Task<Results<Ok<Recipient>, ProblemHttpResult>> HandleAsync(Guid @ref, Caller caller, UnitOfWork work, SealedRecords records, TimeProvider time,
        CancellationToken ct)
    {
        if (await work.QuerySingleOrDefaultAsync<Guid?>(FindSql, new { @ref, since = time.GetUtcNow() - Validity }, ct) is not { } signal) return Problem.NotFound();
        var access = new Access(ProcessingActivity.Feedback, "feedback", AuditActor.Of(caller, Roles.Service));
        var opened = await records.OpenAsync(work, signal, access, [SealedField.Reporter], ct);
        return opened.Reporter?.Email is { } email ? TypedResults.Ok(new Recipient(email)) : Problem.NotFound();
    }

    private const string FindSql = "select signal_id from recipient where ref = @ref and acknowledged_at is null and created_at > @since";
}

internal sealed record Recipient(string Email);
