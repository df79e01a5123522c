using System.Security.Claims;
using Nabij.ServiceDefaults.Auth;

namespace Catalog.Tests.Defaults;

public sealed class CallerTests
{
    [Fact]
    public void Claims_count_only_when_the_token_was_checked()
    {
        Claim[] claims = [new("sub", "x"), new("roles", "editor"), new("municipality", "*"), new("organisation", Guid.NewGuid().ToString())];
        Assert.Same(Caller.Anonymous, Caller.Of(new ClaimsPrincipal(new ClaimsIdentity(claims))));
        Assert.True(Of(claims).Is("editor"));
    }

    [Fact]
    public void It_has_every_role_and_municipality_of_its_token()
    {
        var caller = Of(new("roles", "editor"), new("roles", "coordinator"), new("municipality", "GM0344"), new("municipality", "GM0363"));
        Assert.True(caller.Is("editor") && caller.Is("coordinator"));
        Assert.False(caller.Is("Editor") || caller.Is("handler"));
        Assert.True(caller.ActsIn("GM0344") && caller.ActsIn("GM0363"));
        Assert.False(caller.ActsIn("GM0599") || caller.ActsEverywhere);
    }

    [Fact]
    public void A_star_is_every_municipality()
    {
        var caller = Of(new Claim("municipality", "*"));
        Assert.True(caller.ActsEverywhere && caller.ActsIn("GM0599"));
        Assert.False(Of(new Claim("municipality", "GM*")).ActsIn("GM0599"));
    }

    [Theory]
    [InlineData("0192a3b4-0000-7000-8000-000000000001", true)]
    [InlineData("0192A3B4-0000-7000-8000-000000000001", true)]
    [InlineData("0192a3b4-0000-7000-8000-000000000002", false)]
    [InlineData("geen", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void It_acts_for_its_organisation_only(string? claim, bool acts) =>
        Assert.Equal(acts, Of(claim is null ? [] : [new Claim("organisation", claim)]).ActsFor(Guid.Parse("0192a3b4-0000-7000-8000-000000000001")));

    private static Caller Of(params Claim[] claims) => Caller.Of(new ClaimsPrincipal(new ClaimsIdentity(claims, "test")));
}
