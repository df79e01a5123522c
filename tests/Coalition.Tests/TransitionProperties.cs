using FsCheck;
using FsCheck.Fluent;
using Nabij.Coalition;
using Nabij.Coalition.Agreements;
using Nabij.Coalition.Workgroups;

namespace Coalition.Tests;

/// <summary>Whatever the order of the steps, the rules hold after each.</summary>
public sealed class TransitionProperties
{
    private static readonly string[] Steps = ["agree", "start", "block", "unblock", "postpone", "complete", "cancel", "lose-owner", "find-owner"];

    private static readonly Arbitrary<string[]> Ways = Gen.ArrayOf(Gen.Elements(Steps)).ToArbitrary();

    [Fact]
    public void Nobody_is_ever_held_to_an_agreement_that_is_not_concrete() => Prop.ForAll(Ways, way =>
    {
        var agreement = AgreementRuleTests.Proposed();
        foreach (var step in way)
        {
            Take(agreement, step);
            if (agreement.IsHeldTo && (agreement.OwnerId is null || agreement.DueDate is null || agreement.AgreedAt is null)) return false;
            if (agreement.Status == AgreementStatus.Blocked != (agreement.BlockedReason is not null)) return false;
            if (agreement.Status == AgreementStatus.Done != (agreement.Result is not null && agreement.CompletedAt is not null)) return false;
            if (agreement.Status == AgreementStatus.Cancelled != (agreement.CancelledReason is not null)) return false;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_refused_step_changes_nothing_and_a_named_step_is_taken() => Prop.ForAll(Ways, way =>
    {
        var agreement = AgreementRuleTests.Proposed();
        foreach (var step in way)
        {
            var (status, due, named) = (agreement.Status, agreement.DueDate, agreement.Next.Contains(step));
            var refusal = Take(agreement, step);
            if (refusal is not null && (agreement.Status != status || agreement.DueDate != due)) return false;
            if (refusal is WrongState && named) return false;
            if (refusal is null && !named && Array.IndexOf(Steps, step) < 7) return false;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Done_and_cancelled_are_final() => Prop.ForAll(Ways, way =>
    {
        var agreement = AgreementRuleTests.Proposed();
        AgreementStatus? final = null;
        foreach (var step in way)
        {
            Take(agreement, step);
            if (final is { } ended && agreement.Status != ended) return false;
            if (agreement.Status is AgreementStatus.Done or AgreementStatus.Cancelled) final = agreement.Status;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_active_workgroup_always_has_one_lead_and_no_one_sits_twice()
    {
        var step = Gen.Choose(0, 5).Zip(Gen.Choose(0, 3)).Zip(Gen.Choose(0, 4)).Select(s => (Kind: s.Item1.Item1, Person: s.Item1.Item2, Role: (SeatRole)s.Item2));
        Guid[] people = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()], partners = [Guid.NewGuid(), Guid.NewGuid()];
        Prop.ForAll(Gen.ArrayOf(step).ToArbitrary(), steps =>
        {
            var workgroup = Workgroup.Create(Guid.NewGuid(), "Ontmoeten", "Elkaar leren kennen", "consent", ["collaboration"]);
            foreach (var (kind, person, role) in steps)
            {
                if (kind is 0 or 1) workgroup.Take(new Seat { PersonId = people[person], PartnerId = partners[person % 2], Role = role });
                else if (kind == 2) workgroup.End(people[person]);
                else if (kind == 3) workgroup.Activate();
                else if (kind == 4) workgroup.Pause();
                else workgroup.Resume();
                var leads = workgroup.Seats.Count(s => s.Role == SeatRole.Lead);
                if (leads > 1 || (workgroup.Status == WorkgroupStatus.Active && leads != 1)) return false;
                if (workgroup.Seats.DistinctBy(s => s.PersonId).Count() != workgroup.Seats.Count) return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static Refusal? Take(Agreement agreement, string step)
    {
        switch (step)
        {
            case "lose-owner":
                agreement.LoseOwner();
                return null;
            case "find-owner":
                var refusal = agreement.Change(AgreementRuleTests.Terms);
                agreement.OwnerIsActive = agreement.OwnerId is not null;
                return refusal;
            default:
                return AgreementRuleTests.Take(agreement, step);
        }
    }
}
