using Nabij.Contracts;
using Nabij.ServiceDefaults.Auth;

namespace Nabij.Catalog.Services;

/// <summary>Where a service stands. Residents find what is published.</summary>
internal enum ServiceState
{
    Draft,
    InReview,
    Published,
    Paused,
    Archived,
}

/// <summary>A service of the catalogue: what may happen to it, who may do it, and what the others hear of it.</summary>
internal sealed class Service
{
    /// <summary>What each step needs and gives. A provider offers, an editor decides.</summary>
    private static readonly (string Name, ServiceState[] From, ServiceState To, bool EditorOnly)[] Steps =
    [
        ("submit",  [ServiceState.Draft],                                              ServiceState.InReview,  false),
        ("publish", [ServiceState.Draft, ServiceState.InReview],                       ServiceState.Published, true),
        ("pause",   [ServiceState.Published],                                          ServiceState.Paused,    false),
        ("resume",  [ServiceState.Paused],                                             ServiceState.Published, false),
        ("archive", [ServiceState.Draft, ServiceState.InReview, ServiceState.Published, ServiceState.Paused], ServiceState.Archived, false),
    ];

    public required Guid Id { get; init; }
    public required Guid OrganisationId { get; init; }
    public required ServiceContent Content { get; set; }
    public ServiceState State { get; set; } = ServiceState.Draft;
    public int Version { get; set; } = 1;
    public string? Reason { get; set; }
    public Guid? SuccessorId { get; set; }
    public DateTimeOffset? PublishedAt { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }
    public DateTimeOffset? VerifiedAt { get; set; }
    public string? VerifiedHow { get; set; }
    public string? VerifiedByRole { get; set; }
    public DateTimeOffset? SourceSeenAt { get; set; }

    /// <summary>People say that it is not right; an editor looks.</summary>
    public bool Flagged { get; set; }

    /// <summary>Once published it stays readable for everyone, whatever became of it: old links lead somewhere.</summary>
    public bool IsPublic => PublishedAt is not null;

    /// <summary>The steps that this state allows.</summary>
    public IReadOnlyList<string> Next => [.. Steps.Where(s => s.From.Contains(State)).Select(s => s.Name)];

    /// <summary>An editor of one of its municipalities, or of the whole country for a national one; and a provider for its own organisation.</summary>
    public bool MayBeChangedBy(Caller caller) => MayChange(caller, OrganisationId, Content);

    public static bool MayChange(Caller caller, Guid organisation, ServiceContent content) =>
        (caller.Is(Roles.Provider) && caller.ActsFor(organisation)) || (caller.Is(Roles.Editor) && MayEdit(caller, content));

    private static bool MayEdit(Caller caller, ServiceContent content) =>
        content.Scope.National ? caller.ActsEverywhere : content.Municipalities.Any(caller.ActsIn);

    /// <summary>False for a step that this state does not allow; see <see cref="Next"/>.</summary>
    public bool Allows(string step) => Next.Contains(step);

    /// <summary>True for a step that a provider leaves to the editor.</summary>
    public static bool IsForEditors(string step) => Steps.Single(s => s.Name == step).EditorOnly;

    /// <summary>Takes an allowed step, and says what the others hear; null when nothing that they know has changed.</summary>
    /// <param name="reason">Of a pause or the end.</param>
    public IntegrationEvent? Take(string step, DateTimeOffset now, string? reason = null, Guid? successor = null)
    {
        var was = State;
        State = Steps.Single(s => s.Name == step).To;
        Version++;
        ChangedAt = now;
        Reason = reason;
        SuccessorId = successor;
        if (State == ServiceState.Published) PublishedAt ??= now;
        return State switch
        {
            ServiceState.Published => new ServicePublished
            {
                ServiceId = Id,
                SupportTypes = Content.SupportTypes,
                TargetGroups = Content.TargetGroups,
                National = Content.Scope.National,
                Municipalities = Content.Municipalities,
                Organisation = OrganisationId,
                AggregateVersion = Version,
                OccurredAt = now,
            },
            ServiceState.Paused => new ServicePaused { ServiceId = Id, Organisation = OrganisationId, AggregateVersion = Version, OccurredAt = now },
            ServiceState.Archived when was is ServiceState.Published or ServiceState.Paused => new ServiceArchived
            {
                ServiceId = Id,
                SuccessorId = successor,
                Organisation = OrganisationId,
                AggregateVersion = Version,
                OccurredAt = now,
            },
            _ => null,
        };
    }

    /// <summary>New content. The others hear of it when residents can read it.</summary>
    public IntegrationEvent? Change(ServiceContent content, IReadOnlyList<string> changedFields, DateTimeOffset now)
    {
        Content = content;
        Version++;
        ChangedAt = now;
        return Changed(changedFields, now);
    }

    /// <summary>What is told in one municipality changed: its supplement or its labels. The text of the whole country stays as it was, and so does its clock.</summary>
    public IntegrationEvent? ChangeIn(string municipality, IReadOnlyList<string> changedFields, DateTimeOffset now)
    {
        Version++;
        return Changed(changedFields, now, municipality);
    }

    private ServiceChanged? Changed(IReadOnlyList<string> fields, DateTimeOffset now, string? municipality = null) =>
        State is not (ServiceState.Published or ServiceState.Paused) ? null : new ServiceChanged
        {
            ServiceId = Id,
            ChangedFields = fields,
            SupportTypes = Content.SupportTypes,
            TargetGroups = Content.TargetGroups,
            National = Content.Scope.National,
            Municipalities = Content.Municipalities,
            Municipality = municipality,
            Organisation = OrganisationId,
            AggregateVersion = Version,
            OccurredAt = now,
        };

    /// <summary>A check is of what residents can find, or of what takes a break.</summary>
    public bool MayBeVerified => State is ServiceState.Published or ServiceState.Paused;

    /// <summary>
    /// Somebody made sure that it is right. The text stays as it was, and so does its clock. A check of some fields is told and kept, but moves no clock:
    /// that of checks says that all of it is right.
    /// </summary>
    /// <param name="how">Code.</param>
    /// <param name="role">Of whoever looked.</param>
    /// <param name="fields">Those that were confirmed; empty for all of it.</param>
    public ServiceVerified Verify(string how, string role, IReadOnlyList<string> fields, DateTimeOffset now)
    {
        if (fields.Count == 0) (VerifiedAt, VerifiedHow, VerifiedByRole) = (now, how, role);
        Version++;
        return new ServiceVerified
        {
            ServiceId = Id,
            How = how,
            ByRole = role,
            ConfirmedFields = fields,
            Organisation = OrganisationId,
            AggregateVersion = Version,
            OccurredAt = now,
        };
    }

    /// <summary>True when that is news.</summary>
    public bool Flag(bool flagged)
    {
        if (Flagged == flagged) return false;
        Flagged = flagged;
        Version++;
        return true;
    }
}
