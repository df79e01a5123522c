using System.Collections.Frozen;
using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Nabij.ServiceDefaults.Auth;

/// <summary>Who asks, as the token says. A handler takes it as a parameter; an anonymous caller has no roles and no municipality.</summary>
/// <param name="Subject">Opaque and stable; null for an anonymous caller.</param>
/// <param name="Municipalities">CBS codes; <c>*</c> for staff of the platform.</param>
/// <param name="Organisation">Id of the organisation in the catalogue.</param>
public sealed record Caller(string? Subject, FrozenSet<string> Roles, FrozenSet<string> Municipalities, Guid? Organisation)
{
    private const string Everywhere = "*";

    public static Caller Anonymous { get; } = new(null, [], [], null);

    public bool Is(string role) => Roles.Contains(role);

    /// <summary>True when the token covers this municipality (CBS code).</summary>
    public bool ActsIn(string municipality) => Municipalities.Contains(municipality) || Municipalities.Contains(Everywhere);

    public bool ActsEverywhere => Municipalities.Contains(Everywhere);

    public bool ActsFor(Guid organisation) => Organisation == organisation;

    public static Caller Of(ClaimsPrincipal user) => user.Identity is not { IsAuthenticated: true }
        ? Anonymous
        : new Caller(
            user.FindFirstValue("sub"),
            user.FindAll("roles").Select(c => c.Value).ToFrozenSet(),
            user.FindAll("municipality").Select(c => c.Value).ToFrozenSet(),
            Guid.TryParse(user.FindFirstValue("organisation"), out var id) ? id : null);

    /// <summary>For the framework: binds a handler's parameter.</summary>
    public static ValueTask<Caller> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult(Of(context.User));
}
