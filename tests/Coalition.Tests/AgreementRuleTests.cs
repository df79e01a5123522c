using Nabij.Coalition;
using Nabij.Coalition.Agreements;

namespace Coalition.Tests;

/// <summary>The rules of an agreement, without a server.</summary>
public sealed class AgreementRuleTests
{
    internal static readonly DateOnly Today = new(2026, 11, 24);
    internal static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    internal static readonly AgreementChecks AllYes = new(new(true), new(true), new(true), new(true));

    internal static AgreementTerms Terms => new("Samen eten", Guid.NewGuid(), Today.AddDays(30), "Buurthuis", AllYes);

    internal static Agreement Proposed(AgreementTerms? terms = null, bool ownerIsActive = true)
    {
        var agreement = Agreement.Propose(Guid.NewGuid(), 17, terms ?? Terms, "coordinator", Now);
        agreement.OwnerIsActive = ownerIsActive;
        return agreement;
    }

    /// <summary>An agreement in a state, on the shortest way there.</summary>
    private static Agreement In(string status)
    {
        var agreement = Proposed();
        string[] way = status switch
        {
            "agreed" => ["agree"],
            "in-progress" => ["agree", "start"],
            "blocked" => ["agree", "start", "block"],
            "done" => ["agree", "start", "complete"],
            "cancelled" => ["cancel"],
            _ => [],
        };
        foreach (var step in way) Assert.Null(Take(agreement, step));
        return agreement;
    }

    internal static Refusal? Take(Agreement agreement, string step) => step switch
    {
        "agree" => agreement.Agree(Today, Now),
        "start" => agreement.Start(),
        "block" => agreement.Block("Geen ruimte"),
        "unblock" => agreement.Unblock(),
        "postpone" => agreement.Postpone(agreement.DueDate!.Value.AddDays(1), "Ziekte", Today),
        "complete" => agreement.Complete("Twintig mensen eten mee", Now),
        _ => agreement.Cancel("Niet meer nodig"),
    };

    [Theory]
    [InlineData("proposed", "agree", "agreed")]
    [InlineData("proposed", "start", null)]
    [InlineData("proposed", "block", null)]
    [InlineData("proposed", "unblock", null)]
    [InlineData("proposed", "postpone", null)]
    [InlineData("proposed", "complete", null)]
    [InlineData("proposed", "cancel", "cancelled")]
    [InlineData("agreed", "agree", null)]
    [InlineData("agreed", "start", "in-progress")]
    [InlineData("agreed", "block", null)]
    [InlineData("agreed", "unblock", null)]
    [InlineData("agreed", "postpone", "agreed")]
    [InlineData("agreed", "complete", null)]
    [InlineData("agreed", "cancel", "cancelled")]
    [InlineData("in-progress", "agree", null)]
    [InlineData("in-progress", "start", null)]
    [InlineData("in-progress", "block", "blocked")]
    [InlineData("in-progress", "unblock", null)]
    [InlineData("in-progress", "postpone", "in-progress")]
    [InlineData("in-progress", "complete", "done")]
    [InlineData("in-progress", "cancel", "cancelled")]
    [InlineData("blocked", "start", null)]
    [InlineData("blocked", "block", null)]
    [InlineData("blocked", "unblock", "in-progress")]
    [InlineData("blocked", "postpone", "blocked")]
    [InlineData("blocked", "complete", "done")]
    [InlineData("blocked", "cancel", "cancelled")]
    [InlineData("done", "start", null)]
    [InlineData("done", "postpone", null)]
    [InlineData("done", "complete", null)]
    [InlineData("done", "cancel", null)]
    [InlineData("cancelled", "agree", null)]
    [InlineData("cancelled", "start", null)]
    [InlineData("cancelled", "complete", null)]
    [InlineData("cancelled", "cancel", null)]
    public void A_step_leads_where_the_table_says(string from, string step, string? to)
    {
        var agreement = In(from);
        var allowed = agreement.Next;
        var refusal = Take(agreement, step);
        Assert.Equal(to ?? from, agreement.Status.Code());
        Assert.Equal(to is not null, allowed.Contains(step));
        if (to is null) Assert.Equal(allowed, Assert.IsType<WrongState>(refusal).Allowed);
        else Assert.Null(refusal);
    }

    [Fact]
    public void Everything_that_is_not_concrete_is_named_at_once()
    {
        var refusal = Proposed(new AgreementTerms("Samen eten"), ownerIsActive: false).Agree(Today, Now);
        Assert.Equal(
            ["checks.funded", "checks.realistic", "checks.staffed", "checks.supported", "dueDate", "means", "ownerPersonId"],
            Assert.IsType<Incomplete>(refusal).Missing.Keys.Order(StringComparer.Ordinal));
    }

    public static TheoryData<string, string> NotConcrete => new()
    {
        { "what", "what" }, { "owner", "ownerPersonId" }, { "inactive", "ownerPersonId" }, { "due", "dueDate" }, { "past", "dueDate" },
        { "far", "dueDate" }, { "means", "means" }, { "no-answer", "checks.staffed" }, { "no-note", "checks.funded.note" }, { "blank-note", "checks.funded.note" },
    };

    [Theory, MemberData(nameof(NotConcrete))]
    public void One_thing_that_is_not_concrete_is_enough_to_refuse(string without, string field)
    {
        var terms = without switch
        {
            "what" => Terms with { What = " " },
            "owner" => Terms with { OwnerPersonId = null },
            "due" => Terms with { DueDate = null },
            "past" => Terms with { DueDate = Today.AddDays(-1) },
            "far" => Terms with { DueDate = Today.AddYears(10).AddDays(1) },
            "means" => Terms with { Means = "  " },
            "no-answer" => Terms with { Checks = AllYes with { Staffed = null } },
            "no-note" => Terms with { Checks = AllYes with { Funded = new(false) } },
            "blank-note" => Terms with { Checks = AllYes with { Funded = new(false, " ") } },
            _ => Terms,
        };
        var agreement = Proposed(terms, ownerIsActive: without != "inactive");
        Assert.Equal([field], Assert.IsType<Incomplete>(agreement.Agree(Today, Now)).Missing.Keys);
        Assert.Equal(AgreementStatus.Proposed, agreement.Status);
    }

    [Fact]
    public void Today_is_early_enough_and_no_with_a_note_is_an_answer() =>
        Assert.Null(Proposed(Terms with { DueDate = Today, Checks = AllYes with { Funded = new(false, "Wijkfonds") } }).Agree(Today, Now));

    [Fact]
    public void Terms_change_only_while_nobody_is_held_to_them()
    {
        Assert.Null(In("proposed").Change(Terms));
        Assert.IsType<WrongState>(In("agreed").Change(Terms));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(29)]
    public void Postponing_needs_a_later_day(int days) =>
        Assert.Equal(["dueDate"], Assert.IsType<Incomplete>(In("agreed").Postpone(Today.AddDays(days), "Ziekte", Today)).Missing.Keys);

    [Fact]
    public void Postponing_counts()
    {
        var agreement = In("agreed");
        Take(agreement, "postpone");
        Take(agreement, "postpone");
        Assert.Equal((2, Today.AddDays(32)), (agreement.TimesPostponed, agreement.DueDate!.Value));
    }

    [Theory]
    [InlineData("agreed", true)]
    [InlineData("in-progress", true)]
    [InlineData("blocked", true)]
    [InlineData("done", false)]
    [InlineData("cancelled", false)]
    public void An_open_agreement_that_loses_its_owner_is_proposed_again(string from, bool open)
    {
        var agreement = In(from);
        Assert.Equal(open, agreement.LoseOwner());
        Assert.Equal(open ? "proposed" : from, agreement.Status.Code());
        Assert.Equal(open, agreement.OwnerId is null);
    }

    [Theory]
    [InlineData("agreed", null, "not-set")]
    [InlineData("agreed", 15, "set")]
    [InlineData("agreed", 14, "due-soon")]
    [InlineData("blocked", 0, "due-soon")]
    [InlineData("in-progress", -1, "past-due")]
    [InlineData("done", -1, "no-longer-applicable")]
    [InlineData("cancelled", null, "no-longer-applicable")]
    public void The_due_status_follows_from_status_and_day(string status, int? days, string expected)
    {
        var due = days is { } d ? Today.AddDays(d) : (DateOnly?)null;
        Assert.Equal(expected, Due.StatusOf(In(status).Status, due, Today).Code());
    }
}
