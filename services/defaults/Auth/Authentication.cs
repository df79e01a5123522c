using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace Nabij.ServiceDefaults.Auth;

/// <summary>
/// Tokens are JWTs of the OpenID Connect provider <c>Authentication:Authority</c>, for the audience <c>nabij</c>. Every service checks
/// issuer, audience, expiry and signature itself.
/// </summary>
public static class Authentication
{
    public const string Audience = "nabij";

    public static WebApplicationBuilder AddTokenAuthentication(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(jwt =>
        {
            jwt.Authority = builder.Configuration["Authentication:Authority"];
            jwt.Audience = Audience;
            jwt.RequireHttpsMetadata = !builder.Environment.IsDevelopment();
            jwt.MapInboundClaims = false;
            jwt.IncludeErrorDetails = false;
            jwt.TokenValidationParameters.NameClaimType = "sub";
            jwt.TokenValidationParameters.RoleClaimType = "roles";
            jwt.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
            jwt.Events = new JwtBearerEvents
            {
                // A bad token is the caller's matter (401); a provider that cannot be reached is ours (503).
                OnAuthenticationFailed = context => context.Exception is SecurityTokenException or ArgumentException
                    ? Task.CompletedTask
                    : throw new IdentityUnavailableException(),
            };
        });
        builder.Services.AddAuthorization().AddSingleton<IAuthorizationPolicyProvider, RolePolicies>();
        return builder;
    }
}

/// <summary>The identity provider's keys cannot be fetched, so no token can be judged.</summary>
public sealed class IdentityUnavailableException() : Exception("The identity provider cannot be reached.");
