using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Nabij.Identity;

/// <summary>The token endpoint. OpenIddict and ClientRules have checked the request; here it is decided what the token says.</summary>
internal static class IssueToken
{
    public const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;
    public const string CodeId = "code_id";

    public static void MapIssueToken(this IEndpointRouteBuilder routes) => routes.MapPost("/connect/token", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, Demo demo, RedeemedCodes redeemed)
    {
        var request = http.GetOpenIddictServerRequest()!;
        if (request.IsClientCredentialsGrantType())
        {
            var client = demo.Clients.Single(c => c.Id == request.ClientId);
            return SignIn(Identity(client.Id, client.Roles, client.Municipality, client.Organisation));
        }

        var code = (await http.AuthenticateAsync(Scheme)).Principal!;
        if (!redeemed.Redeem(code.GetClaim(CodeId)!)) return Refuse(Errors.InvalidGrant, "The code was used before.");

        var person = demo.People.Single(p => p.Sub == code.GetClaim(Claims.Subject));
        var identity = Identity(person.Sub, [person.Role], person.Municipality, person.Organisation);
        identity.SetScopes(code.GetScopes());
        if (code.HasScope(Scopes.Profile)) identity.AddClaim(new Claim(Claims.Name, $"{person.Label} (demo)").SetDestinations(Destinations.IdentityToken));
        return SignIn(identity);
    }

    public static IResult SignIn(ClaimsIdentity identity) => Results.SignIn(new ClaimsPrincipal(identity), authenticationScheme: Scheme);

    public static IResult Refuse(string error, string description) => Results.Forbid(new AuthenticationProperties(new Dictionary<string, string?>
    {
        [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
        [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
    }), [Scheme]);

    private static ClaimsIdentity Identity(string sub, IReadOnlyList<string>? roles, IReadOnlyList<string>? municipality, Guid? organisation)
    {
        var identity = new ClaimsIdentity(TokenValidationParameters.DefaultAuthenticationType);
        identity.SetClaim(Claims.Subject, sub);
        if (roles is not null) identity.AddClaim(List("roles", roles));
        if (municipality is not null) identity.AddClaim(List("municipality", municipality));
        identity.SetClaim("organisation", organisation?.ToString());
        identity.SetResources("nabij");
        identity.SetDestinations(_ => [Destinations.AccessToken, Destinations.IdentityToken]);
        return identity;
    }

    // A list of one stays a list.
    private static Claim List(string type, IReadOnlyList<string> values) => new(type, JsonSerializer.Serialize(values), JsonClaimValueTypes.JsonArray);
}

/// <summary>Makes a code work once. Memory is enough: codes do not outlive the process, whose key they are encrypted with.</summary>
internal sealed class RedeemedCodes(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _codes = new();

    public bool Redeem(string code)
    {
        var now = time.GetUtcNow();
        foreach (var (old, at) in _codes)
        {
            if (now - at > 2 * Lifetime) _codes.TryRemove(old, out _);
        }

        return _codes.TryAdd(code, now);
    }
}
