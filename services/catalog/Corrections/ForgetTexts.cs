using Nabij.Messaging;

namespace Nabij.Catalog.Corrections;

/// <summary>The words of a correction may hold something personal; they are erased when nobody needs them any more.</summary>
internal static class ForgetTexts
{
    public static readonly TimeSpan AfterDecision = TimeSpan.FromDays(30), AtLast = TimeSpan.FromDays(365);

    /// <summary>Returns how many.</summary>
    public static Task<int> RunAsync(UnitOfWork work, DateTimeOffset now, CancellationToken ct) =>
        work.ExecuteAsync(ForgetSql, new { decided = now - AfterDecision, received = now - AtLast }, ct);

    private const string ForgetSql = "update correction set text = null where text is not null and (decided_at < @decided or received_at < @received)";
}
