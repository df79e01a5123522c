using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Nabij.ServiceDefaults.Auth;
using Nabij.Testing;

namespace Catalog.Tests.Defaults;

/// <summary>Which tokens a service believes, and what it lets them do.</summary>
public sealed class TokenTests(CatalogFixture catalog)
{
    private readonly string _guarded = $"{Asking.Services}/{Guid.NewGuid()}/demand";

    public static TheoryData<string> Unbelievable => ["expired", "not yet valid", "of another issuer", "for another audience", "unsigned", "signed by another", "signed by another with our key's name", "signed with a secret"];

    [Theory]
    [MemberData(nameof(Unbelievable))]
    public async Task A_token_is_believed_only_when_all_of_it_is_right(string wrong)
    {
        using var rsa = RSA.Create(2048);
        using var client = With(t => Spoil(t, wrong, rsa));
        var refused = (await client.ReadAsync(_guarded)).Is(HttpStatusCode.Unauthorized);
        Assert.Equal("Bearer", refused.Header("WWW-Authenticate"));
        // What is open to all stays so, as for anybody.
        (await client.ReadAsync(Asking.Services)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_believed_token_needs_a_right_role()
    {
        using var right = With(_ => { });
        using var unknown = With(t => t.Claims["roles"] = "owner");
        using var none = With(t => t.Claims.Remove("roles"));
        using var several = With(t => t.Claims["roles"] = Several);
        (await right.ReadAsync(_guarded)).Is(HttpStatusCode.NotFound);
        (await several.ReadAsync(_guarded)).Is(HttpStatusCode.NotFound);
        (await unknown.ReadAsync(_guarded)).Is(HttpStatusCode.Forbidden);
        (await none.ReadAsync(_guarded)).Is(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("editor", true)]
    [InlineData("editor|provider", true)]
    [InlineData("editor|owner", false)]
    [InlineData("Editor", false)]
    [InlineData("", false)]
    public async Task A_policy_is_a_list_of_known_roles(string name, bool known) =>
        Assert.Equal(known, await catalog.Services.GetRequiredService<IAuthorizationPolicyProvider>().GetPolicyAsync(name) is not null);

    [Fact]
    public async Task What_declares_no_policy_lets_nobody_in()
    {
        var policies = catalog.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        var everything = new ClaimsPrincipal(new ClaimsIdentity(Roles.All.Select(r => new Claim("roles", r)), "test", "sub", "roles"));
        foreach (var policy in new[] { await policies.GetDefaultPolicyAsync(), (await policies.GetFallbackPolicyAsync())! })
            Assert.False((await catalog.Services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(everything, null, policy)).Succeeded);
        var editors = (await policies.GetPolicyAsync("editor"))!;
        Assert.True((await catalog.Services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(everything, null, editors)).Succeeded);
    }

    private static readonly string[] Several = ["member", "coordinator"];

    private static void Spoil(SecurityTokenDescriptor token, string wrong, RSA other)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        switch (wrong)
        {
            case "expired":
                token.NotBefore = token.IssuedAt = now.AddHours(-2);
                token.Expires = now.AddMinutes(-1);
                break;
            case "not yet valid":
                token.NotBefore = now.AddMinutes(1);
                break;
            case "of another issuer":
                token.Issuer = "https://identity.elsewhere";
                break;
            case "for another audience":
                token.Audience = "elsewhere";
                break;
            case "unsigned":
                token.SigningCredentials = null;
                break;
            case "signed by another":
                token.SigningCredentials = new SigningCredentials(new RsaSecurityKey(other) { KeyId = "other" }, SecurityAlgorithms.RsaSha256);
                break;
            case "signed by another with our key's name":
                token.SigningCredentials = new SigningCredentials(new RsaSecurityKey(other) { KeyId = token.SigningCredentials.Key.KeyId }, SecurityAlgorithms.RsaSha256);
                break;
            default:
                // The classic confusion: our public key used as a shared secret.
                var secret = ((RsaSecurityKey)token.SigningCredentials.Key).Rsa.ExportSubjectPublicKeyInfo();
                token.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(secret) { KeyId = token.SigningCredentials.Key.KeyId }, SecurityAlgorithms.HmacSha256);
                break;
        }
    }

    private HttpClient With(Action<SecurityTokenDescriptor> change)
    {
        var client = catalog.Caller();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Create("editor", change: change));
        return client;
    }
}
