using Nabij.Catalog.Services;
using Nabij.Messaging;

namespace Nabij.Catalog.Corrections;

/// <summary>Where a correction stands. A person decides; nothing happens by itself.</summary>
internal enum CorrectionState
{
    Open,
    Accepted,
    Rejected,
}

/// <summary>When a correction came, and whether from somebody who logged in for their work.</summary>
internal sealed record OpenCorrection(DateTimeOffset ReceivedAt, bool Professional);

/// <summary>"This is not right", said by anyone.</summary>
internal sealed record Correction
{
    /// <summary>So far apart, two anonymous corrections count as two people.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromHours(12);

    /// <summary>With so many open ones an editor knows enough.</summary>
    public const int MostOpen = 100;

    public Guid Id { get; init; }
    public Guid ServiceId { get; init; }
    public string State { get; init; } = "";
    public int Version { get; init; }

    /// <summary>
    /// True when two of them are independent. Nothing is kept of who or where from, not even hashed, so independence is judged by what is known:
    /// one of the two was signed in for work and the other was not, or they came at least <see cref="Apart"/> from each other. Somebody who waits can
    /// pass for two; all that it brings about is that a person looks.
    /// </summary>
    public static bool AreIndependent(IReadOnlyList<OpenCorrection> open) => open.Count > 1
        && (open.Select(c => c.Professional).Distinct().Count() > 1 || open.Max(c => c.ReceivedAt) - open.Min(c => c.ReceivedAt) >= Apart);

    /// <summary>Sets or takes away the flag of the service, by what is open now.</summary>
    public static async Task FlagAsync(UnitOfWork work, Service service, CancellationToken ct)
    {
        var open = await work.QueryAsync<OpenCorrection>(OpenSql, new { service.Id }, ct);
        if (service.Flag(AreIndependent(open))) await ServiceRows.UpdateAsync(work, service, ct);
    }

    private const string OpenSql = "select received_at, professional from correction where service_id = @Id and state = 'open'";
}
