using Nabij.Coalition;
using Nabij.Coalition.Partners;

namespace Coalition.Tests;

/// <summary>The states of a partner, and what erasing a person leaves.</summary>
public sealed class PartnerRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    private static Partner New() => Partner.Propose(Guid.NewGuid(), Guid.NewGuid(), "Welzijn", "organisation", "care-welfare", "core");

    internal static Refusal? Take(Partner partner, string step) => step switch
    {
        "invite" => partner.Invite(),
        "decline" => partner.Decline(),
        "join" => partner.Join(Now),
        "suspend" => partner.Suspend(),
        "resume" => partner.Resume(),
        _ => partner.Leave(),
    };

    [Theory]
    [InlineData("prospect", "", "invite:invited leave:left")]
    [InlineData("invited", "invite", "decline:prospect join:active leave:left")]
    [InlineData("active", "invite join", "suspend:dormant leave:left")]
    [InlineData("dormant", "invite join suspend", "resume:active leave:left")]
    [InlineData("left", "leave", "")]
    public void The_pipeline_has_these_steps_and_no_others(string from, string way, string steps)
    {
        Partner At()
        {
            var partner = New();
            foreach (var step in way.Split(' ', StringSplitOptions.RemoveEmptyEntries)) Assert.Null(Take(partner, step));
            Assert.Equal(from, partner.Status.Code());
            return partner;
        }

        var allowed = steps.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split(':')).ToDictionary(s => s[0], s => s[1]);
        Assert.Equal(allowed.Keys.Order(), At().Next.Order());
        foreach (var step in new[] { "invite", "decline", "join", "suspend", "resume", "leave" })
        {
            var partner = At();
            var refusal = Take(partner, step);
            Assert.Equal(allowed.GetValueOrDefault(step, from), partner.Status.Code());
            Assert.Equal(allowed.ContainsKey(step), refusal is null);
        }
    }

    [Fact]
    public void Joining_keeps_the_moment()
    {
        var partner = New();
        partner.Invite();
        partner.Join(Now);
        Assert.Equal(Now, partner.JoinedAt);
    }

    [Fact]
    public void An_erased_person_keeps_nothing_and_takes_nothing()
    {
        var person = Person.Register(New(), "Jo de Vries", "Adviseur", "subject", "jo@voorbeeld.nl");
        Assert.True(person.Erase(Now));
        Assert.Equal(("oud-lid", null, null, null), (person.Name, person.RoleTitle, person.Account, person.Email));
        Assert.IsType<WrongState>(person.Change("Jo de Vries", null, null, null));
        Assert.False(person.Erase(Now));
    }
}
