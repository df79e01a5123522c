using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Nabij.ServiceDefaults.Auth;

namespace Nabij.Testing;

/// <summary>
/// Tokens of an issuer of the test's own: the service checks issuer, audience, expiry and signature as ever, only the keys are the test's. The
/// real identity host is used by Platform.Tests.
/// </summary>
public static class TestTokens
{
    private const string Issuer = "https://identity.test";

    private static readonly RsaSecurityKey Key = new(RSA.Create(2048)) { KeyId = "test" };

    /// <param name="role">One of <see cref="Roles.All"/>.</param>
    /// <param name="municipality">CBS code, or <c>*</c>.</param>
    /// <param name="change">Makes it another token, before it is signed.</param>
    public static string Create(string role, string municipality = "GM0344", Guid? organisation = null, string? subject = null, Action<SecurityTokenDescriptor>? change = null)
    {
        var claims = new List<Claim> { new("sub", subject ?? $"test-{role}-{municipality}") };
        var token = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Authentication.Audience,
            Subject = new ClaimsIdentity(claims),
            Claims = new Dictionary<string, object> { ["roles"] = new[] { role }, ["municipality"] = new[] { municipality } },
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.RsaSha256),
        };
        if (organisation is { } id) token.Claims["organisation"] = id.ToString();
        change?.Invoke(token);
        return new JsonWebTokenHandler().CreateToken(token);
    }

    internal static void Trust(IServiceCollection services, string? tokenEndpoint) => services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, jwt =>
    {
        var provider = new OpenIdConnectConfiguration { Issuer = Issuer, TokenEndpoint = tokenEndpoint };
        provider.SigningKeys.Add(Key);
        jwt.Authority = null;
        jwt.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(provider);
    });
}
