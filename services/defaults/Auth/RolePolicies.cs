using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Nabij.ServiceDefaults.Auth;

/// <summary>
/// A policy's name says whom it lets in: one role, or several with a bar between them (<c>RequireAuthorization("editor|provider")</c>).
/// The same name stands in the OpenAPI document as <c>x-policy</c>. A name with an unknown role is an error at the first request.
/// </summary>
internal sealed class RolePolicies(IOptions<AuthorizationOptions> options) : IAuthorizationPolicyProvider
{
    /// <summary>What an endpoint without a declared policy gets: nobody comes in. What is no endpoint at all (404, 405) needs no policy.</summary>
    public static AuthorizationPolicy Nobody { get; } = new AuthorizationPolicyBuilder()
        .RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint).Build();

    private readonly DefaultAuthorizationPolicyProvider _declared = new(options);

    public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => Task.FromResult(Nobody);

    public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult<AuthorizationPolicy?>(Nobody);

    public async Task<AuthorizationPolicy?> GetPolicyAsync(string policyName)
    {
        if (await _declared.GetPolicyAsync(policyName) is { } declared) return declared;
        var roles = policyName.Split('|');
        return roles.All(Roles.All.Contains) ? new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireRole(roles).Build() : null;
    }
}
