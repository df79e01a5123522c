using System.Collections.Frozen;
using Nabij.Coalition;
using Nabij.Coalition.Workgroups;
using Nabij.ServiceDefaults.Auth;

namespace Coalition.Tests;

/// <summary>What a workgroup needs to work, and what happens when it loses it.</summary>
public sealed class WorkgroupRuleTests
{
    private static readonly Guid One = Guid.NewGuid(), Two = Guid.NewGuid();

    internal static Seat SeatOf(Guid partner, SeatRole role, string? account = null) =>
        new() { PersonId = Guid.NewGuid(), PartnerId = partner, Role = role, Account = account };

    private static Workgroup Complete() => Workgroup.Create(Guid.NewGuid(), "Ontmoeten", "Elkaar leren kennen", "consent", ["collaboration"])
        .With([SeatOf(One, SeatRole.Lead), SeatOf(Two, SeatRole.Member)]);

    [Fact]
    public void Everything_that_is_missing_is_named_at_once() => Assert.Equal(
        ["components", "decisionMethod", "lead", "members", "purpose"],
        Assert.IsType<Incomplete>(Workgroup.Create(Guid.NewGuid(), "Ontmoeten", null, null, []).Activate()).Missing.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("complete", null)]
    [InlineData("no-purpose", "purpose")]
    [InlineData("no-method", "decisionMethod")]
    [InlineData("no-component", "components")]
    [InlineData("no-lead", "lead")]
    [InlineData("one-partner", "members")]
    [InlineData("observer", "members")]
    public void One_thing_missing_is_enough_to_refuse(string without, string? field)
    {
        var workgroup = Workgroup.Create(Guid.NewGuid(), "Ontmoeten",
                without == "no-purpose" ? " " : "Elkaar leren kennen",
                without == "no-method" ? null : "consent",
                without == "no-component" ? [] : ["collaboration"])
            .With([
                SeatOf(One, without == "no-lead" ? SeatRole.Deputy : SeatRole.Lead),
                SeatOf(without == "one-partner" ? One : Two, without == "observer" ? SeatRole.Observer : SeatRole.Member),
            ]);
        var refusal = workgroup.Activate();
        Assert.Equal(field is null ? [] : [field], (refusal as Incomplete)?.Missing.Keys ?? []);
        Assert.Equal(field is null ? WorkgroupStatus.Active : WorkgroupStatus.Forming, workgroup.Status);
    }

    [Fact]
    public void Nobody_sits_twice_and_nobody_leads_beside_the_lead()
    {
        var workgroup = Complete();
        Assert.IsType<BrokenRule>(workgroup.Take(workgroup.Seats[1]));
        Assert.IsType<BrokenRule>(workgroup.Take(SeatOf(Two, SeatRole.Lead)));
        Assert.Null(workgroup.Take(SeatOf(Two, SeatRole.Deputy)));
    }

    [Fact]
    public void Without_its_lead_it_pauses_and_with_a_new_one_it_goes_on()
    {
        var workgroup = Complete();
        workgroup.Activate();
        Assert.True(workgroup.End(workgroup.Seats[0].PersonId));
        Assert.Equal(WorkgroupStatus.Paused, workgroup.Status);
        Assert.Equal(["lead", "members"], Assert.IsType<Incomplete>(workgroup.Resume()).Missing.Keys.Order());
        workgroup.Take(SeatOf(One, SeatRole.Lead));
        Assert.Null(workgroup.Resume());
    }

    [Fact]
    public void Losing_another_member_does_not_pause_it()
    {
        var workgroup = Complete();
        workgroup.Activate();
        Assert.True(workgroup.End(workgroup.Seats[1].PersonId));
        Assert.Equal(WorkgroupStatus.Active, workgroup.Status);
        Assert.False(workgroup.End(Guid.NewGuid()));
    }

    [Fact]
    public void An_active_workgroup_keeps_its_purpose()
    {
        var workgroup = Complete();
        workgroup.Activate();
        Assert.Equal(["purpose"], Assert.IsType<Incomplete>(workgroup.Change("Ander", null, "consent", ["collaboration"])).Missing.Keys);
        Assert.Equal(("Ontmoeten", "Elkaar leren kennen"), (workgroup.Name, workgroup.Purpose));
    }

    [Fact]
    public void A_closed_workgroup_takes_nothing_more()
    {
        var workgroup = Complete();
        Assert.Null(workgroup.Close("Klaar"));
        Assert.IsType<WrongState>(workgroup.Take(SeatOf(Two, SeatRole.Member)));
        Assert.IsType<WrongState>(workgroup.Change("Ander", null, null, []));
        Assert.Empty(workgroup.Next);
    }

    [Theory]
    [InlineData(Roles.Coordinator, "anyone", true)]
    [InlineData(Roles.Member, "lead", true)]
    [InlineData(Roles.Member, "secretary", true)]
    [InlineData(Roles.Member, "member", false)]
    [InlineData(Roles.Member, "outsider", false)]
    public void Lead_deputy_and_secretary_manage_their_own_workgroup(string role, string subject, bool may)
    {
        var workgroup = Workgroup.Create(Guid.NewGuid(), "Ontmoeten", null, null, []).With([
            SeatOf(One, SeatRole.Lead, "lead"), SeatOf(Two, SeatRole.Secretary, "secretary"), SeatOf(Two, SeatRole.Member, "member"), SeatOf(Two, SeatRole.Member),
        ]);
        Assert.Equal(may, workgroup.IsManagedBy(new Caller(subject, new[] { role }.ToFrozenSet(), [], null)));
    }
}
