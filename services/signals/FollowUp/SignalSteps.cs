using Nabij.Contracts;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.Signals.FollowUp.DueDates;
using Nabij.Signals.Retention;

namespace Nabij.Signals.FollowUp;

// The steps. Each sets what comes with it, and Take asks whether it may be.
internal sealed partial class Signal
{
    public Refusal? Move(string name, DateTimeOffset now) => Take(Transition.Named(name), now);

    /// <param name="reason">A code.</param>
    public Refusal? Move(string name, string reason, DateTimeOffset now)
    {
        Reason = reason;
        return Move(name, now);
    }

    /// <summary>What is asked stands in the dialogue, sealed.</summary>
    public Refusal? AskReporter(DateTimeOffset now)
    {
        if (Move("ask-reporter", now) is { } refusal) return refusal;
        _events.Add(new SignalInfoRequested { OccurredAt = now, AggregateVersion = Version, Municipality = Municipality, Organisation = OrganisationId, SignalRef = EventRef });
        return null;
    }

    /// <summary>Danger is told to others at once, by phone. Here a second handler confirms that it went to them.</summary>
    /// <param name="to">Code of to whom.</param>
    public Refusal? ProposeHandOver(string to, DateTimeOffset now)
    {
        if (Move("propose-hand-over", to, now) is { } refusal) return refusal;
        (HandOverTo, HandOverBy) = (to, Actor);
        return null;
    }

    public Refusal? PlanContact(string legalBasis, string? sourceBasis, DateTimeOffset now)
    {
        (LegalBasis, SourceBasis) = (legalBasis, sourceBasis ?? SourceBasis);
        return Move("plan-contact", now);
    }

    /// <param name="informedHow">How the person heard of the signal (GDPR art. 14), or the code of an exemption.</param>
    public Refusal? RecordContact(string informedHow, DateTimeOffset now)
    {
        InformedHow = informedHow;
        if (Move("record-contact", now) is { } refusal) return refusal;
        _events.Add(new SignalContacted { OccurredAt = now, AggregateVersion = Version, Municipality = Municipality, Organisation = OrganisationId, SignalRef = EventRef });
        return null;
    }

    /// <param name="isActive">The catalogue shows the service now.</param>
    /// <param name="fields">Names of what is shared with its provider.</param>
    public Refusal? Refer(Guid service, bool isActive, IReadOnlyList<string> fields, DateTimeOffset now)
    {
        Referral = new NewReferral(Guid.CreateVersion7(), service, isActive, fields, Consents.FirstOrDefault(c => c.Purpose == ConsentPurpose.ShareWithProvider && c.ServiceId == service)?.Id);
        if (Move("refer", now) is { } refusal) return refusal;
        _events.Add(new SignalReferred
        {
            OccurredAt = now,
            AggregateVersion = Version,
            Municipality = Municipality,
            Organisation = OrganisationId,
            SignalRef = EventRef,
            ReferralId = Referral.Id,
            ServiceId = service,
        });
        return null;
    }

    public Refusal? AcceptReferral(DateTimeOffset now)
    {
        if (Move("accept-referral", now) is { } refusal) return refusal;
        _events.Add(new ReferralAccepted
        {
            OccurredAt = now,
            AggregateVersion = Version,
            Municipality = Municipality,
            Organisation = OrganisationId,
            SignalRef = EventRef,
            ReferralId = OpenReferral!.Id,
            ServiceId = OpenReferral.ServiceId,
        });
        return null;
    }

    /// <param name="reason">Code of <see cref="ReturnReason"/>.</param>
    public Refusal? ReturnReferral(string reason, DateTimeOffset now) => Return("return-referral", reason, now);

    /// <summary>The provider does not take the person.</summary>
    /// <param name="reason">Code of <see cref="ReturnReason"/>.</param>
    public Refusal? RejectReferral(string reason, DateTimeOffset now) => Return("reject-referral", reason, now);

    private Refusal? Return(string step, string reason, DateTimeOffset now)
    {
        if (Move(step, reason, now) is { } refusal) return refusal;
        if (ReferralBecomes is null) return null;
        if (ReferralBecomes == ReferralStatus.Cancelled)
        {
            // That concerns the provider, and nobody else.
            _events.Add(new ReferralCancelled
            {
                OccurredAt = now,
                AggregateVersion = Version,
                Municipality = Municipality,
                Organisation = OpenReferral!.OrganisationId,
                SignalRef = EventRef,
                ReferralId = OpenReferral.Id,
                ServiceId = OpenReferral.ServiceId,
            });
            return null;
        }

        _events.Add(new ReferralRejected
        {
            OccurredAt = now,
            AggregateVersion = Version,
            Municipality = Municipality,
            Organisation = OrganisationId,
            SignalRef = EventRef,
            ReferralId = OpenReferral!.Id,
            ServiceId = OpenReferral.ServiceId,
            Reason = reason,
        });
        return null;
    }

    /// <summary>
    /// The person takes a consent back. What counts is what is left: with none to contact, or to share with anybody, the clock of retention starts at once, as for who
    /// declines; it never makes a day later. A referral is cancelled when the person wants no contact, or when no consent covers any more what was shared.
    /// </summary>
    public void WithdrawConsent(Consent consent, DateTimeOffset now)
    {
        Consents = [.. Consents.Where(c => c.Id != consent.Id)];
        if (!ConsentPurpose.CarriesFollowUp(consent.Purpose)) return;
        var endsReferral = OpenReferral is { Status: not ReferralStatus.Completed } open && !CoversReferral(open);
        if (!HasConsent(consent.Purpose)) StartClock(consent.Purpose, now);
        else if (!endsReferral) return;
        if (!endsReferral || ReturnReferral(ReturnReason.ConsentWithdrawn, now) is not null) Version++;
    }

    private bool CoversReferral(OpenReferral open) => HasConsent(ConsentPurpose.Contact) && HasConsent(ConsentPurpose.ShareWithProvider, open.ServiceId)
        && !open.Fields.Except(FieldsToShareWith(open.ServiceId)).Any();

    private void StartClock(string purpose, DateTimeOffset now)
    {
        ContactWithdrawn |= purpose == ConsentPurpose.Contact;
        var last = DutchDay.Of(now).AddDays(RetentionTerms.For(FollowUp.Outcome.Declined, OwnTerms)!.Days);
        if (WithdrawnUntil is null || last < WithdrawnUntil) WithdrawnUntil = last;
    }

    /// <summary>The person agrees again: the clock that a withdrawal started stops, unless they want no contact. Returns whether one was stopped.</summary>
    public bool RenewConsent(string purpose)
    {
        if (WithdrawnUntil is null || !ConsentPurpose.CarriesFollowUp(purpose)) return false;
        if (ContactWithdrawn && purpose != ConsentPurpose.Contact && !HasConsent(ConsentPurpose.Contact)) return false;
        (WithdrawnUntil, Version) = (null, Version + 1);
        return true;
    }

    /// <param name="unmet">What was missing; with the outcome <c>no-suitable-service</c> and no other.</param>
    /// <param name="feedback"><c>send</c>, or why not.</param>
    public Refusal? Close(string outcome, UnmetNeed? unmet, string? feedback, DateTimeOffset now)
    {
        var retention = RetentionTerms.For(outcome, OwnTerms);
        (Outcome, RetentionRule, Feedback) = (outcome, retention?.Code, feedback);
        // A date that was set once stays: opening again gives no new term.
        RetainUntil ??= retention is null ? null : DutchDay.Of(now).AddDays(retention.Days);
        if (Move("close", now) is { } refusal) return refusal;

        _events.Add(new SignalClosed
        {
            OccurredAt = now,
            AggregateVersion = Version,
            Municipality = Municipality,
            Organisation = OrganisationId,
            SignalRef = EventRef,
            Outcome = outcome,
        });
        if (unmet is not null)
        {
            _events.Add(new NeedUnmet
            {
                OccurredAt = now,
                AggregateVersion = Version,
                Municipality = Municipality,
                Organisation = OrganisationId,
                SignalRef = EventRef,
                SupportType = unmet.SupportType,
                TargetGroup = unmet.TargetGroup,
                District = DistrictOf(Area),
            });
        }

        if (HearsByMail && feedback == ReporterNotice.Send) Notify(ReporterNotice.Closed, now);
        return null;
    }

    /// <summary>Gives it to a handler, or to nobody.</summary>
    public void Assign(string? to) => (Assignee, Version) = (to, Version + 1);

    /// <summary>The handler has seen it.</summary>
    public void ClearFlag() => (Flag, FlaggedAt, Version) = (null, null, Version + 1);

    private Refusal? Take(Transition step, DateTimeOffset now)
    {
        Today = DutchDay.Of(now);
        if (IsRestricted && !FollowsFromOthers && !step.IsAgainstDanger) return new Refusal(Refusal.Restricted, []);
        if (!step.From.Contains(State)) return Refusal.Illegal(State, step.By);
        if (step.Needs.Where(need => !need.IsMet(this)).ToList() is { Count: > 0 } unmet) return Refusal.Unmet(State, step.By, unmet);

        (Taken, TakenAt) = (new TakenStep(step, State, Reason), now);
        ReferralBecomes = OpenReferral is { Status: ReferralStatus.Completed } ? null : ReferralAfter(Taken);
        (State, Version) = (step.To, Version + 1);
        (Flag, FlaggedAt) = FlagAfter(Taken) is { } flag ? (flag, now) : step.By == Roles.Handler ? (null, null) : (Flag, FlaggedAt);
        if (Taken.From == State) return null;

        (StateSince, DueAt, HandOverTo, HandOverBy) = (now, DueAfter(Taken.From, now), null, null);
        if (State is FollowUp.State.InTriage) Assignee ??= Actor;
        var decides = State is not (FollowUp.State.InTriage or FollowUp.State.InfoRequested);
        if (Taken.From is FollowUp.State.Received or FollowUp.State.InTriage && decides)
        {
            _events.Add(new SignalTriaged
            {
                OccurredAt = now,
                AggregateVersion = Version,
                Municipality = Municipality,
                Organisation = OrganisationId,
                SignalRef = EventRef,
                Decision = State,
            });
        }

        return null;
    }

    /// <summary>The person took consent back, or the reporter answered: nobody who works on it chose the step.</summary>
    private bool FollowsFromOthers => Reason is ReturnReason.ConsentWithdrawn or ResumeReason.Answered;

    /// <summary>To begin with triage gives it no new term: that runs from the report.</summary>
    private DateTimeOffset? DueAfter(string from, DateTimeOffset now) => State switch
    {
        FollowUp.State.InTriage when from is FollowUp.State.Received => DueAt,
        FollowUp.State.InTriage => WorkingDays.After(now, Terms.TriageDays),
        FollowUp.State.InfoRequested => now.AddDays(Terms.AnswerDays),
        FollowUp.State.ContactPlanned => WorkingDays.After(now, Terms.ContactDays(Route)),
        _ => null,
    };

    private static string? ReferralAfter(TakenStep taken) => taken.Step.Name switch
    {
        "accept-referral" => ReferralStatus.Accepted,
        "start-service" or "start-referral" => ReferralStatus.Started,
        "complete-referral" => ReferralStatus.Completed,
        "return-referral" when taken.Reason == ReturnReason.ConsentWithdrawn => ReferralStatus.Cancelled,
        "return-referral" or "reject-referral" => ReferralStatus.Returned,
        "close" when taken.From is FollowUp.State.Started => ReferralStatus.Ended,
        _ => null,
    };

    private static string? FlagAfter(TakenStep taken) => taken.Step.Name switch
    {
        "reject-referral" => SignalFlag.ReferralRejected,
        "complete-referral" => SignalFlag.ReferralCompleted,
        _ => null,
    };

    /// <summary>A neighbourhood is too small to be told; its district (CBS code, <c>WK034401</c>) is not. A postcode is no district.</summary>
    private static string? DistrictOf(string? area) => area is ['W' or 'B', _, ..] ? $"WK{area[2..8]}" : null;

    private void Notify(string template, DateTimeOffset now)
    {
        Recipient = Guid.NewGuid();
        _events.Add(new ReporterNoticeDue
        {
            OccurredAt = now,
            AggregateVersion = Version,
            Municipality = Municipality,
            SignalRef = EventRef,
            RecipientRef = Recipient.Value,
            Template = template,
        });
    }
}

internal sealed record TakenStep(Transition Step, string From, string? Reason);
