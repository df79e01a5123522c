using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.RolePolicies;

namespace Nabij.Signals.FollowUp;

/// <summary>A guard: what must be so before a step may be taken. What comes with the step itself counts too.</summary>
/// <param name="Text">What the handler must do.</param>
internal sealed record Need(string Code, Text Text, Func<Signal, bool> IsMet)
{
    /// <summary>Somebody is not reached until it was tried this often.</summary>
    public const int AttemptsBeforeNotReached = 2;

    public static readonly Need GivenReason = new("reason",
        ("Geef de reden.", "Give the reason."), s => s.Reason is not null);

    public static readonly Need SecondPairOfEyes = new("second-pair-of-eyes",
        ("Laat eerst een collega deze overdracht voorstellen.", "Let a colleague propose this hand-over first."),
        s => s is { HandOverBy: not null, Actor: not null } && s.HandOverBy != s.Actor && (s.Reason is null || s.Reason == s.HandOverTo));

    public static readonly Need LegalBasis = new("legal-basis",
        ("Zeg op welke wettelijke grondslag u contact zoekt.", "Say on which legal basis you seek contact."), s => s.LegalBasis is not null);

    public static readonly Need LawfulSource = new("lawful-source",
        ("Zeg waarom deze melder dit mocht melden (sourceBasis). Voor de politie moet de gemeente een grondslag hebben ingevuld die nog geldt.",
            "Say why this reporter was allowed to report (sourceBasis). For the police, the municipality must have entered a basis that still holds."),
        s => RolePolicy.For(s.ReporterRole).Allows(s.SourceBasis, s.SourceIsEntered));

    public static readonly Need Reached = new("contact-reached",
        ("Leg eerst een contactpoging vast waarbij u de persoon bereikte.", "First record a contact attempt that reached the person."), s => s.ReachedAttempts > 0);

    public static readonly Need Informed = new("informed",
        ("Zeg hoe u de persoon over de melding hebt verteld, of waarom dat niet kon.", "Say how you told the person about the report, or why that was not possible."),
        s => s.InformedHow is not null);

    public static readonly Need EnoughAttempts = new("enough-attempts",
        ($"Probeer het ten minste {AttemptsBeforeNotReached} keer en leg de pogingen vast.", $"Try at least {AttemptsBeforeNotReached} times and record the attempts."),
        s => s.FailedAttempts >= AttemptsBeforeNotReached);

    public static readonly Need ConsentToContact = new("consent-contact",
        ("Leg vast dat de persoon contact met u wil.", "Record that the person wants contact with you."), s => s.HasConsent(ConsentPurpose.Contact));

    public static readonly Need ConsentToShare = new("consent-share-with-provider",
        ("Leg vast dat de persoon de gegevens met deze aanbieder wil delen.", "Record that the person agrees to share data with this provider."),
        s => s.HasConsent(ConsentPurpose.ShareWithProvider, s.Referral?.ServiceId));

    public static readonly Need ConsentedFields = new("consented-fields",
        ("Deel alleen de gegevens waarvoor de persoon toestemming gaf.", "Share only what the person agreed to share."),
        s => s.Referral is null || s.Referral.Fields.All(s.FieldsToShareWith(s.Referral.ServiceId).Contains));

    public static readonly Need ActiveService = new("active-service",
        ("Kies een dienst die in de sociale kaart staat en nu open is.", "Choose a service that is in the catalogue and open now."), s => s.Referral is { IsToActiveService: true });

    public static readonly Need ReferralIsSent = new("referral-sent",
        ("U hebt deze verwijzing al aangenomen.", "You accepted this referral already."), s => s.OpenReferral is { Status: ReferralStatus.Sent });

    public static readonly Need ReferralIsAccepted = new("referral-accepted",
        ("Neem de verwijzing eerst aan.", "Accept the referral first."), s => s.OpenReferral is { Status: ReferralStatus.Accepted });

    public static readonly Need ReferralIsStarted = new("referral-started",
        ("Deze verwijzing is al afgerond.", "This referral was completed already."), s => s.OpenReferral is { Status: ReferralStatus.Started });

    public static readonly Need FittingOutcome = new("outcome",
        ("Kies een uitkomst die bij deze melding past.", "Choose an outcome that fits this signal."), s => Outcome.Find(s.Outcome)?.From.Contains(s.State) == true);

    public static readonly Need KeptFor = new("retention-rule",
        ("Voor deze uitkomst is geen bewaartermijn bekend.", "No retention period is known for this outcome."), s => s.RetentionRule is not null);

    public static readonly Need ReporterHears = new("feedback",
        ("Laat de melder iets weten, of zeg waarom niet (feedback).", "Let the reporter know, or say why not (feedback)."), s => !s.WantsFeedback || s.Feedback is not null);

    public static readonly Need StillKept = new("still-kept",
        ("De laatste dag waarop deze melding wordt bewaard, is voorbij. Maak een nieuwe melding.",
            "The last day on which this signal is kept has passed. Make a new signal."), s => s.LastDay is not { } last || s.Today <= last);
}
