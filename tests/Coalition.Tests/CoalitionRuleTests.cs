using Nabij.Coalition;
using Nabij.Coalition.Coalitions;
using Nabij.Coalition.Gaps;

namespace Coalition.Tests;

/// <summary>When a coalition works, how far it has grown, and when needs are a gap.</summary>
public sealed class CoalitionRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    private static MunicipalCoalition With(params string[] domains) => new() { Municipalities = ["GM0344"], PartnerDomains = domains };

    private static MunicipalCoalition Led(params string[] domains)
    {
        var coalition = With(domains);
        coalition.Change("Samen", 1, "subject");
        return coalition;
    }

    [Theory]
    [InlineData("", "partners")]
    [InlineData("education", "partners")]
    [InlineData("education education", "partners")]
    [InlineData("education care-welfare", null)]
    public void It_becomes_active_with_two_partners_from_two_domains(string domains, string? missing)
    {
        var coalition = Led(domains.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var refusal = coalition.Activate();
        Assert.Equal(missing is null ? [] : [missing], (refusal as Incomplete)?.Missing.Keys ?? []);
        Assert.Equal(missing is null ? CoalitionStatus.Active : CoalitionStatus.Initiating, coalition.Status);
    }

    [Fact]
    public void It_becomes_active_with_a_coordinator_and_keeps_one()
    {
        Assert.Equal(["coordinator"], Assert.IsType<Incomplete>(With("education", "care-welfare").Activate()).Missing.Keys);
        var coalition = Led("education", "care-welfare");
        coalition.Activate();
        Assert.IsType<Incomplete>(coalition.Change("Samen", 1, null));
        Assert.Equal("subject", coalition.Coordinator);
    }

    [Fact]
    public void It_lapses_only_when_it_falls_below_the_minimum()
    {
        var coalition = Led("education", "care-welfare");
        coalition.Activate();
        Assert.False(coalition.Lapse());
        Assert.False(Led("education").Lapse());
    }

    [Fact]
    public void It_does_not_end_while_agreements_are_open_and_takes_nothing_after()
    {
        var coalition = Led("education");
        Assert.IsType<BrokenRule>(coalition.End("Klaar", openAgreements: 1));
        Assert.Null(coalition.End("Klaar", openAgreements: 0));
        Assert.NotNull(coalition.TakesNothingMore());
        Assert.Empty(coalition.Next);
        Assert.IsType<WrongState>(coalition.Activate());
        Assert.IsType<WrongState>(coalition.Change("Samen", 1, "subject"));
    }

    [Theory]
    [InlineData(0, "start")]
    [InlineData(4, "start")]
    [InlineData(5, "growing")]
    [InlineData(8, "growing")]
    [InlineData(9, "broad")]
    [InlineData(12, "broad")]
    public void It_grows_by_domains_not_by_partners(int domains, string stage) =>
        Assert.Equal(stage, With([.. Enumerable.Range(0, domains).SelectMany(d => new[] { $"d{d}", $"d{d}" })]).GrowthStage.Code());

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 3, false)]
    [InlineData(3, 3, true)]
    [InlineData(4, 3, true)]
    public void Needs_are_a_gap_from_the_threshold_on_and_it_is_told_once(int needs, int threshold, bool gap)
    {
        var counted = Gap.Of("GM0344", "meaningful-contact", null);
        for (var i = 0; i < needs; i++) counted.Count(Now.AddDays(-i));
        Assert.Equal(gap, counted.Identify(threshold, Now));
        Assert.False(counted.Identify(threshold, Now));
        Assert.Equal((needs, Now, Now.AddDays(1 - needs)), (counted.Needs, counted.LastNeedAt, counted.FirstNeedAt));
    }

    [Fact]
    public void A_gap_is_addressed_reopened_and_closed_once()
    {
        var gap = Gap.Of("GM0344", "meaningful-contact", null);
        gap.Count(Now);
        Assert.IsType<WrongState>(gap.Close("no-gap"));
        gap.Identify(1, Now);
        Assert.True(gap.Address());
        Assert.False(gap.Address());
        Assert.True(gap.Reopen());
        Assert.Null(gap.Close("supply-arranged"));
        Assert.IsType<WrongState>(gap.Close("no-gap"));
        Assert.False(gap.Address());
    }
}
