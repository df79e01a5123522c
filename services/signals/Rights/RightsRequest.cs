using Nabij.ServiceDefaults.Problems;

namespace Nabij.Signals.Rights;

/// <summary>
/// Somebody asks about their own data (GDPR art. 15 to 18 and 21). It is answered within a month of its receipt; once, and within that month, two more can
/// be taken (art. 12.3). Who asks stands in the municipality's own records, under the reference.
/// </summary>
internal sealed class RightsRequest
{
    public const string Access = "access", Rectification = "rectification", Erasure = "erasure", Restriction = "restriction", Objection = "objection";
    public const string Open = "open", Granted = "granted", PartlyGranted = "partly-granted", Refused = "refused", Withdrawn = "withdrawn";
    public const string AboutSubject = "subject", AboutReporter = "reporter";

    /// <summary>About whom there are open requests for a signal.</summary>
    public const string WhoAskSql = """
        select distinct r.about from rights_request_signal l join rights_request r on r.id = l.request_id where l.signal_id = @id and r.state = 'open'
        """;

    /// <summary>Why it ended as it did.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Reasons = new Dictionary<string, IReadOnlyList<string>>
    {
        [Granted] = ["done", "nothing-found"],
        [PartlyGranted] = ["rights-of-others", "legal-duty"],
        [Refused] = ["identity-not-proven", "rights-of-others", "legal-duty", "legal-claim", "overriding-interest", "manifestly-unfounded"],
        [Withdrawn] = ["by-person"],
    };

    public static readonly Text Ended = ("Dit verzoek is al afgehandeld.", "This request has been dealt with already.");
    private static readonly Text ExtendedBefore = ("Uitstel kan een keer.", "An extension is possible once.");
    private static readonly Text TooLate = ("Uitstel kan alleen binnen de eerste maand.", "An extension is possible within the first month only.");
    private static readonly Text OtherReason = ("Deze reden hoort niet bij dit besluit.", "This reason does not belong to this decision.");
    private static readonly Text NothingToLift = ("Dit verzoek beperkt niets, of niet meer.", "This request restricts nothing, or not any more.");
    private static readonly Text NothingLinked = ("Koppel eerst de meldingen waar het om gaat.", "First link the signals that it is about.");

    public required Guid Id { get; init; }
    public required string Municipality { get; init; }
    public required string Kind { get; init; }
    public required string About { get; init; }
    public string Reference { get; init; } = "";
    public string IdentityCheck { get; init; } = "";
    public required DateOnly ReceivedDate { get; init; }
    public DateOnly DueDate { get; private set; }
    public string? ExtendedFor { get; private set; }
    public string State { get; private set; } = Open;
    public string? Reason { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public string? LiftedFor { get; private set; }
    public DateOnly? LiftedTold { get; private set; }
    public DateTimeOffset? LiftedAt { get; private set; }
    public int Signals { get; init; }
    public string? ExportAskedBy { get; private set; }
    public DateTimeOffset? ExportAskedAt { get; private set; }
    public bool ExportWithWorry { get; private set; }
    public string? ExportApprovedBy { get; private set; }
    public DateTimeOffset? ExportApprovedAt { get; private set; }
    public long Version { get; private set; }

    public bool IsOpen => State == Open;

    /// <summary>As long as it stands, the signals that it is about are kept, and nothing is done with them.</summary>
    public bool Restricts => About == AboutSubject && Kind is Restriction or Objection;

    /// <summary>Granted, it leads to the destruction of what it is about (art. 17.1 c for an objection).</summary>
    public bool Erases => Kind is Erasure or Objection;

    public static RightsRequest File(string municipality, string kind, string about, string reference, string identityCheck, DateOnly receivedDate) => new()
    {
        Id = Guid.CreateVersion7(),
        Municipality = municipality,
        Kind = kind,
        About = about,
        Reference = reference,
        IdentityCheck = identityCheck,
        ReceivedDate = receivedDate,
        DueDate = receivedDate.AddMonths(1),
        Version = 1,
    };

    public Text? Extend(string reason, DateOnly today)
    {
        if (!IsOpen) return Ended;
        if (ExtendedFor is not null) return ExtendedBefore;
        if (today > DueDate) return TooLate;
        (ExtendedFor, DueDate) = (reason, ReceivedDate.AddMonths(3));
        Version++;
        return null;
    }

    public Text? Decide(string decision, string reason, DateTimeOffset now)
    {
        if (!IsOpen) return Ended;
        if (!Reasons[decision].Contains(reason)) return OtherReason;
        if (decision == Granted && reason != "nothing-found" && Signals == 0) return NothingLinked;
        (State, Reason, DecidedAt) = (decision, reason, now);
        Version++;
        return null;
    }

    /// <summary>What was granted in part restricts too; a granted objection destroys what it is about.</summary>
    /// <param name="told">When the person heard of it.</param>
    public Text? Lift(string reason, DateOnly told, DateTimeOffset now)
    {
        var stands = State == PartlyGranted || State == Granted && !Erases;
        if (!Restricts || !stands || LiftedAt is not null) return NothingToLift;
        (LiftedFor, LiftedTold, LiftedAt) = (reason, told, now);
        Version++;
        return null;
    }
}
