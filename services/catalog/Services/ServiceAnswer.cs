using Nabij.Catalog.Supplements;
using Nabij.Catalog.Taxonomies;
using Nabij.Catalog.Verification;

namespace Nabij.Catalog.Services;

/// <summary>A service as people read it.</summary>
internal sealed record ServiceAnswer : ServiceContent
{
    public required Guid Id { get; init; }

    public required Guid OrganisationId { get; init; }

    public required ServiceState State { get; init; }

    /// <summary>Why it is paused or archived.</summary>
    public string? Reason { get; init; }

    /// <summary>The service that took its place.</summary>
    public Guid? SuccessorId { get; init; }

    /// <summary>The first time.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>When the text changed; not when somebody checked it.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When somebody confirmed that all of it is right.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>How they made sure; see its verifications.</summary>
    public string? VerifiedHow { get; init; }

    /// <summary>The role of whoever did; never who.</summary>
    public string? VerifiedByRole { get; init; }

    /// <summary>From when on it counts as not checked recently; absent for an activity with an end, and before it is published.</summary>
    public DateTimeOffset? StaleAt { get; init; }

    /// <summary>True when people said that it is not right and nobody has decided yet. Only for who may change it.</summary>
    public bool? Flagged { get; init; }

    /// <summary>True when referrals came back lately because it was full, whatever <c>capacity</c> tells. Only for who is logged in.</summary>
    public bool? ProbablyFull { get; init; }

    /// <summary>When a municipality was asked for that tells something of its own about a national service: it stands in the fields already.</summary>
    public ShownSupplement? Supplement { get; init; }

    /// <summary>When a municipality was asked for: what its editors say of it. Absent where they say nothing.</summary>
    public IReadOnlyList<ServiceLabel>? Labels { get; init; }

    /// <summary>When its source had it last.</summary>
    public DateTimeOffset? SourceSeenAt { get; init; }

    /// <summary>The steps that its state allows.</summary>
    public required IReadOnlyList<string> Next { get; init; }

    private ServiceAnswer(ServiceContent content) : base(content) { }

    public static ServiceAnswer Of(Service s) => new(s.Content)
    {
        Id = s.Id,
        OrganisationId = s.OrganisationId,
        State = s.State,
        Reason = s.Reason,
        SuccessorId = s.SuccessorId,
        PublishedAt = s.PublishedAt,
        ChangedAt = s.ChangedAt,
        VerifiedAt = s.VerifiedAt,
        VerifiedHow = s.VerifiedHow,
        VerifiedByRole = s.VerifiedByRole,
        SourceSeenAt = s.SourceSeenAt,
        StaleAt = Freshness.StaleAt(s),
        Next = s.Next,
        Summary = s.Content.SummaryOrEssence(),
    };
}
