using System.Collections.Frozen;
using Nabij.Catalog.Services;
using Nabij.Contracts;
using Nabij.ServiceDefaults.Auth;

namespace Catalog.Tests;

/// <summary>The rules of a service, without a server.</summary>
public sealed class ServiceRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly Guid Own = Guid.NewGuid();

    public static TheoryData<string, string, string?, string?> Steps => new()
    {
        // from, step, to (null: not allowed), event
        { "Draft", "submit", "InReview", null },
        { "Draft", "publish", "Published", nameof(ServicePublished) },
        { "Draft", "pause", null, null },
        { "Draft", "resume", null, null },
        { "Draft", "archive", "Archived", null },
        { "InReview", "submit", null, null },
        { "InReview", "publish", "Published", nameof(ServicePublished) },
        { "InReview", "pause", null, null },
        { "InReview", "resume", null, null },
        { "InReview", "archive", "Archived", null },
        { "Published", "submit", null, null },
        { "Published", "publish", null, null },
        { "Published", "pause", "Paused", nameof(ServicePaused) },
        { "Published", "resume", null, null },
        { "Published", "archive", "Archived", nameof(ServiceArchived) },
        { "Paused", "submit", null, null },
        { "Paused", "publish", null, null },
        { "Paused", "pause", null, null },
        { "Paused", "resume", "Published", nameof(ServicePublished) },
        { "Paused", "archive", "Archived", nameof(ServiceArchived) },
        { "Archived", "submit", null, null },
        { "Archived", "publish", null, null },
        { "Archived", "pause", null, null },
        { "Archived", "resume", null, null },
        { "Archived", "archive", null, null },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Each_state_allows_its_steps(string from, string step, string? to, string? heard)
    {
        var service = NewService(Enum.Parse<ServiceState>(from));
        Assert.Equal(to is not null, service.Allows(step));
        if (to is null) return;

        var happened = service.Take(step, Now.AddDays(1), "reden");
        Assert.Equal(to, service.State.ToString());
        Assert.Equal(heard, happened?.GetType().Name);
        Assert.Equal((8, Now.AddDays(1)), (service.Version, service.ChangedAt));
        Assert.True(happened is null or { AggregateVersion: 8 });
    }

    [Fact]
    public void The_first_day_of_publication_stays()
    {
        var service = NewService(ServiceState.Draft);
        Assert.False(service.IsPublic);
        service.Take("publish", Now);
        service.Take("pause", Now.AddDays(1), "reden");
        service.Take("resume", Now.AddDays(2));
        Assert.Equal(Now, service.PublishedAt);
        Assert.True(service.IsPublic);
        Assert.Null(service.Reason);
    }

    [Theory]
    [InlineData("submit", false)]
    [InlineData("publish", true)]
    [InlineData("pause", false)]
    [InlineData("resume", false)]
    [InlineData("archive", false)]
    public void Only_publishing_is_for_editors(string step, bool editors) => Assert.Equal(editors, Service.IsForEditors(step));

    [Theory]
    [InlineData("editor", "GM0344", false, false, true)]
    [InlineData("editor", "GM0363", false, false, false)]
    [InlineData("editor", "GM0363", true, false, false)]  // an editor's organisation gives no rights
    [InlineData("editor", "*", false, false, true)]
    [InlineData("editor", "GM0344", false, true, false)]  // a national service is not of one municipality
    [InlineData("editor", "*", false, true, true)]
    [InlineData("provider", "GM0344", true, false, true)]
    [InlineData("provider", "GM0363", true, true, true)]
    [InlineData("provider", "GM0344", false, false, false)]
    [InlineData("provider", "*", false, true, false)]
    [InlineData("coordinator", "GM0344", true, false, false)]
    [InlineData(null, null, false, false, false)]
    public void Who_may_change_it(string? role, string? municipality, bool ofItsOrganisation, bool national, bool may)
    {
        var caller = role is null ? Caller.Anonymous : new Caller("x", new[] { role }.ToFrozenSet(), new[] { municipality! }.ToFrozenSet(), ofItsOrganisation ? Own : Guid.NewGuid());
        var service = NewService(ServiceState.Draft);
        if (national) service.Content = service.Content with { Scope = new Scope(National: true) };
        Assert.Equal(may, service.MayBeChangedBy(caller));
    }

    [Fact]
    public void A_draft_changes_in_silence()
    {
        foreach (var state in new[] { ServiceState.Draft, ServiceState.InReview })
            Assert.Null(NewService(state).Change(NewContent(), ["name"], Now));
        foreach (var state in new[] { ServiceState.Published, ServiceState.Paused })
            Assert.Equal(8, Assert.IsType<ServiceChanged>(NewService(state).Change(NewContent(), ["name"], Now)).AggregateVersion);
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("2.50", null)]
    [InlineData("100000", null)]
    [InlineData("-0.01", "costs[0].price.amount")]
    [InlineData("0.001", "costs[0].price.amount")]
    [InlineData("100000.01", "costs[0].price.amount")]
    public void An_amount_is_money(string amount, string? fault)
    {
        var content = NewContent() with { Costs = [new Cost("koffie", new Money(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)), "visit")] };
        Assert.Equal(fault, content.Faults().Keys.SingleOrDefault());
    }

    [Fact]
    public void Faults_between_fields_are_told_together()
    {
        Assert.Empty(NewContent().Faults());
        var content = NewContent() with
        {
            Scope = new Scope(),
            Conditions = new Conditions(MinAge: 70, MaxAge: 60),
            Funding = "free",
            Costs = [null!, new Cost("koffie", new Money(1), "visit")],
        };
        Assert.Equal(["conditions.maxAge", "costs[0]", "funding", "scope"], content.Faults().Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null, "Elke week een wandeling.", "Elke week een wandeling.")]
    [InlineData("Wandelen", "Elke week een wandeling.", "Wandelen")]
    public void The_summary_is_given_or_taken_from_the_essence(string? summary, string what, string expected) =>
        Assert.Equal(expected, (NewContent() with { Summary = summary, Essence = new Essence(what, "iedereen", "loop mee") }).SummaryOrEssence());

    [Theory]
    [InlineData(200, 0)]
    [InlineData(50, 12)]
    [InlineData(1, 300)]
    [InlineData(160, 40)]
    public void A_long_essence_is_cut_at_a_word(int length, int words)
    {
        var what = string.Join(' ', Enumerable.Repeat(new string('a', length), words + 1));
        var summary = (NewContent() with { Essence = new Essence(what, "iedereen", "loop mee") }).SummaryOrEssence();
        Assert.InRange(summary.Length, 1, 160);
        Assert.EndsWith(" …", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("  ", summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_goes_by_the_name_of_its_field()
    {
        var before = NewContent();
        Assert.Empty(ServiceRows.Differences(before, NewContent()));
        Assert.Equal(["name", "contact"], ServiceRows.Differences(before, before with { Name = "Anders", Contact = new Contact(Phone: "030-1234567") }));
    }

    private static Service NewService(ServiceState state) =>
        new() { Id = Guid.NewGuid(), OrganisationId = Own, Content = NewContent(), State = state, Version = 7, ChangedAt = Now };

    private static ServiceContent NewContent() => new()
    {
        Name = "Samen wandelen",
        Essence = new Essence("Elke week een wandeling.", "iedereen", "loop mee"),
        SupportTypes = ["meeting-opportunities"],
        Format = "group",
        Frequency = "recurring",
        Scope = new Scope(Municipalities: ["GM0344"]),
    };
}
