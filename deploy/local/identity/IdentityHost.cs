using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HostFiltering;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Nabij.Identity;

/// <summary>An OpenID Connect provider without a database, for development and tests.</summary>
internal static class IdentityHost
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var demo = Demo.Load();
        var settings = builder.Configuration.GetSection("Identity").Get<IdentitySettings>() ?? new();
        builder.Services.AddSingleton(demo).AddSingleton(settings).AddSingleton(new ClientRules(demo, settings).Check()).AddSingleton<RedeemedCodes>();
        builder.Services.AddSingleton(TimeProvider.System);
        AddOpenIddict(builder.Services, settings);

        // Requests hold log-ins and codes: below Warning, the framework would write them down.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("OpenIddict", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 32 * 1024;
        });
        builder.Services.Configure<HostFilteringOptions>(hosts => hosts.AllowedHosts = ["localhost", "127.0.0.1"]);
        builder.Services.AddDataProtection().PersistKeysToFileSystem(new FileInfo(settings.KeyFile).Directory!); // not in the home folder
        builder.Services.AddAntiforgery(form =>
        {
            form.Cookie.Name = "nabij-identity-form";
            form.Cookie.SameSite = SameSiteMode.Strict;
        });
        builder.Services.AddProblemDetails().AddHealthChecks();

        var app = builder.Build();
        app.Use(SecurityHeaders);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = error => error is InvalidDataException or BadHttpRequestException ? StatusCodes.Status400BadRequest : StatusCodes.Status500InternalServerError,
        });
        app.UseAuthentication();
        app.MapLogIn();
        app.MapIssueToken();
        app.MapHealthChecks("/health/live");
        app.MapHealthChecks("/health/ready");
        return app;
    }

    private static void AddOpenIddict(IServiceCollection services, IdentitySettings settings) => services.AddOpenIddict().AddServer(server =>
    {
        server.EnableDegradedMode(); // without a store: ClientRules and RedeemedCodes stand in for what it would check
        server.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token");
        server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().AllowClientCredentialsFlow();
        server.Configure(options =>
        {
            options.CodeChallengeMethods.Clear();
            options.CodeChallengeMethods.Add(CodeChallengeMethods.Sha256);
        });
        server.RegisterScopes(Scopes.Profile);
        if (settings.Issuer is not null) server.SetIssuer(settings.Issuer);
        server.AddSigningKey(SigningKey.LoadOrCreate(settings.KeyFile));
        server.AddEphemeralEncryptionKey(); // for codes only: they do not outlive the process
        server.DisableAccessTokenEncryption();
        server.SetAuthorizationCodeLifetime(RedeemedCodes.Lifetime);
        server.SetAccessTokenLifetime(TimeSpan.FromHours(1)).SetIdentityTokenLifetime(TimeSpan.FromMinutes(5));
        server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseSingletonHandler<ClientRules>());
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseSingletonHandler<ClientRules>());
        server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough().DisableTransportSecurityRequirement();
    });

    private static Task SecurityHeaders(HttpContext http, RequestDelegate next)
    {
        // At the start of the answer: an error would clear what was set before it.
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.CacheControl = "no-store";
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.Count > 0 ? headers.ContentSecurityPolicy : "default-src 'none'; frame-ancestors 'none'";
            return Task.CompletedTask;
        });
        return next(http);
    }
}
