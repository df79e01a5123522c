namespace Nabij.Signals.Identity;

/// <summary>
/// A second pair of eyes before a handler sees who reported. What was approved holds for the one who asked, for a day. A message to the reporter needs
/// none of it: nobody sees an address for that.
/// </summary>
/// <param name="Decision"><c>approved</c> or <c>refused</c>; absent as long as nobody decided.</param>
/// <param name="ValidUntil">Until when the one who asked may open it.</param>
internal sealed record IdentityRequestView(Guid Id, string Reason, DateTimeOffset AskedAt, bool AskedByYou, string? Decision, DateTimeOffset? DecidedAt, DateTimeOffset? ValidUntil)
{
    public static readonly TimeSpan Validity = TimeSpan.FromHours(24);

    public static IdentityRequestView Of(Row row, string? caller) => new(row.Id, row.Reason, row.AskedAt, row.AskedBy == caller, row.Decision, row.DecidedAt,
        row.Decision == "approved" ? row.DecidedAt + Validity : null);

    public const string Columns = "id, reason, asked_by, asked_at, decision, decided_at";

    /// <summary>True when <c>@caller</c> asked, and it was approved after <c>@since</c>.</summary>
    public const string ApprovedSql = """
        select exists (select from identity_request where signal_id = @id and asked_by = @caller and decision = 'approved' and decided_at > @since)
        """;

    internal sealed record Row
    {
        public Guid Id { get; init; }
        public string Reason { get; init; } = "";
        public string AskedBy { get; init; } = "";
        public DateTimeOffset AskedAt { get; init; }
        public string? Decision { get; init; }
        public DateTimeOffset? DecidedAt { get; init; }
    }
}
