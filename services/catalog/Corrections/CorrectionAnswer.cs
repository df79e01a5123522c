namespace Nabij.Catalog.Corrections;

/// <param name="Text">Absent when there was none, and some time after the decision.</param>
/// <param name="Professional">From somebody who was signed in for work.</param>
/// <param name="Flagged">Independent corrections to this service are open.</param>
internal sealed record CorrectionAnswer(
    Guid Id, Guid ServiceId, string ServiceName, string? Field, string Kind, string? Text, bool Professional, CorrectionState State, bool Flagged, DateTimeOffset ReceivedAt,
    DateTimeOffset? DecidedAt);

internal sealed record CorrectionRow
{
    public Guid Id { get; init; }
    public Guid ServiceId { get; init; }
    public string ServiceName { get; init; } = "";
    public string? Field { get; init; }
    public string Kind { get; init; } = "";
    public string? Text { get; init; }
    public bool Professional { get; init; }
    public string State { get; init; } = "";
    public bool Flagged { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
    public int Version { get; init; }

    public CorrectionAnswer ToAnswer() => new(
        Id, ServiceId, ServiceName, Field, Kind, Text, Professional, Enum.Parse<CorrectionState>(State, ignoreCase: true), Flagged, ReceivedAt, DecidedAt);

    public const string ColumnsSql =
        "select c.id, c.service_id, s.name as service_name, c.field, c.kind, c.text, c.professional, c.state, s.flagged, c.received_at, c.decided_at, c.version";

    public const string FromSql = "from correction c join service s on s.id = c.service_id";

    public const string SelectSql = $"{ColumnsSql} {FromSql}";
}
