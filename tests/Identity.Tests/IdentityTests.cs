using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Nabij.Identity;

namespace Identity.Tests;

public sealed class IdentityTests(RunningHost host) : IClassFixture<RunningHost>
{
    private LogInAttempt LogIn(params (string Name, string? Value)[] changes) => new LogInAttempt(host.Http).With(changes);

    [Fact]
    public async Task Discovery_offers_code_with_S256_and_client_credentials_and_nothing_else()
    {
        var document = await (await host.Http.GetAsync("/.well-known/openid-configuration")).JsonAsync();
        Assert.Equal(host.Http.BaseAddress!.ToString(), document.GetProperty("issuer").GetString());
        Assert.Equal(["authorization_code", "client_credentials"], document.GetProperty("grant_types_supported").Strings().Order());
        Assert.Equal(["code"], document.GetProperty("response_types_supported").Strings());
        Assert.Equal(["S256"], document.GetProperty("code_challenge_methods_supported").Strings());
    }

    [Fact]
    public async Task A_client_with_its_secret_gets_a_token_that_the_published_keys_verify()
    {
        var token = await VerifiedAsync(await TokenOfAsync("seeder", "seeder-secret"));
        Assert.Equal("seeder", token.Subject);
        Assert.Equal(["nabij"], token.Audiences);
        Assert.Equal("at+jwt", token.Typ);
        Assert.Equal(TimeSpan.FromHours(1), token.ValidTo - token.IssuedAt);
        var claims = Claims(token);
        Assert.Equal(["editor", "coordinator"], claims.GetProperty("roles").Strings());
        Assert.Equal(["*"], claims.GetProperty("municipality").Strings());
        Assert.False(claims.TryGetProperty("organisation", out _));
    }

    [Fact]
    public async Task Every_client_of_the_demo_says_its_roles()
    {
        foreach (var client in Demo.Load().Clients.Where(c => c.Grant == "client_credentials"))
        {
            var claims = Claims(await VerifiedAsync(await TokenOfAsync(client.Id, $"{client.Id}-secret")));
            Assert.Equal(client.Roles, claims.GetProperty("roles").Strings());
            Assert.Equal(client.Municipality is not null, claims.TryGetProperty("municipality", out _));
            Assert.Equal(client.Organisation is not null, claims.TryGetProperty("organisation", out _));
        }
    }

    [Theory]
    [InlineData("portal", "wrong")]
    [InlineData("portal", "")]
    [InlineData("nobody", RunningHost.PortalSecret)]
    public async Task A_wrong_secret_or_client_is_refused(string client, string secret)
    {
        using var answer = await ClientCredentialsAsync(client, secret);
        Assert.False(answer.IsSuccessStatusCode);
        Assert.DoesNotContain("access_token", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nabij-cli", "")]
    [InlineData("portal-web", "portal-web-secret")]
    public async Task A_client_for_people_gets_no_token_of_its_own(string client, string secret)
    {
        using var answer = await ClientCredentialsAsync(client, secret);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Every_demo_user_logs_in_with_code_and_PKCE_and_the_token_says_role_municipality_and_organisation()
    {
        foreach (var person in Demo.Load().People)
        {
            var attempt = LogIn();
            using var answer = await attempt.RedeemAsync(await attempt.CodeAsync(person.Login));
            var token = await VerifiedAsync((await answer.JsonAsync()).GetProperty("access_token").GetString()!);
            var claims = Claims(token);
            Assert.Equal(person.Sub, token.Subject);
            Assert.Equal(["nabij"], token.Audiences);
            Assert.Equal([person.Role], claims.GetProperty("roles").Strings());
            Assert.Equal(person.Municipality, claims.GetProperty("municipality").Strings());
            Assert.Equal(person.Organisation?.ToString(), claims.TryGetProperty("organisation", out var organisation) ? organisation.GetString() : null);
            Assert.Equal(TimeSpan.FromHours(1), token.ValidTo - token.IssuedAt);
            Assert.DoesNotContain(claims.EnumerateObject(), c => c.Name is "name" or "email" or "preferred_username");
        }
    }

    [Fact]
    public void There_is_a_demo_user_for_every_role_in_both_municipalities()
    {
        string[] roles = ["provider", "editor", "handler", "privacy-officer", "coordinator", "member", "partner"];
        var demo = Demo.Load();
        Assert.Equal([.. roles.SelectMany(r => new[] { $"{r}-gm0344", $"{r}-gm0363" }).Append("operator").Order()], demo.People.Select(p => p.Login).Order());
        Assert.Equal(demo.People.Count, demo.People.Select(p => p.Sub).Distinct().Count());
        Assert.All(demo.People.Where(p => p.Organisation is not null), p => Assert.Equal(p.Municipality, [demo.Organisations.Single(o => o.Id == p.Organisation).Municipality]));
    }

    [Fact]
    public async Task The_portal_logs_people_in_as_a_client_with_a_secret()
    {
        var attempt = LogIn(("client_id", "portal-web"), ("redirect_uri", RunningHost.PortalAddress), ("nonce", "n-once"));
        var code = await attempt.CodeAsync("handler-gm0344");
        using var without = await attempt.RedeemAsync(code);
        Assert.Equal("invalid_client", await without.ErrorAsync());
        using var answer = await attempt.RedeemAsync(code, ("client_secret", "portal-web-secret"));
        var identity = new JsonWebToken((await answer.JsonAsync()).GetProperty("id_token").GetString());
        Assert.Equal("n-once", identity.GetPayloadValue<string>("nonce"));
        Assert.Equal("Behandelaar (demo)", identity.GetPayloadValue<string>("name"));
        Assert.Equal(["handler"], Claims(identity).GetProperty("roles").Strings());
        Assert.True(identity.ValidTo - identity.IssuedAt <= TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task The_log_in_page_is_Dutch_and_locked_down()
    {
        using var browser = host.Browser();
        using var page = await new LogInAttempt(browser).With(("state", "\"><script>alert(1)</script>")).OpenAsync();
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("<html lang=\"nl\">", html, StringComparison.Ordinal);
        Assert.Contains("Behandelaar, Welzijn Utrecht-Zuid (demo)", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'self' http://127.0.0.1:49152;", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("DENY", page.Headers.GetValues("X-Frame-Options").Single());
        Assert.True(page.Headers.CacheControl!.NoStore);
        Assert.False(page.Headers.Contains("Server"));
        var cookie = page.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("handler-gm0344", "wrong")]
    [InlineData("handler-gm0344", "")]
    [InlineData("nobody", RunningHost.Password)]
    public async Task A_wrong_password_or_user_shows_the_form_again(string user, string password)
    {
        var attempt = LogIn();
        using var page = await attempt.OpenAsync();
        using var answer = await attempt.SendFormAsync(page, user, password);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
        Assert.Contains("Dit wachtwoord hoort niet bij deze gebruiker", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_cookie_is_refused_even_with_the_right_password()
    {
        using var page = await LogIn().OpenAsync();
        using var elsewhere = host.Browser();
        using var answer = await new LogInAttempt(elsewhere).SendFormAsync(page, "handler-gm0344", RunningHost.Password);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Deze pagina was verlopen", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("code_challenge_method", null)]
    [InlineData("redirect_uri", "http://127.0.0.1:49152/elsewhere")]
    [InlineData("redirect_uri", "http://127.0.0.1.evil.example/callback")]
    [InlineData("redirect_uri", "http://user@127.0.0.1/callback")]
    [InlineData("redirect_uri", "http://127.0.0.1/callback?next=evil")]
    [InlineData("redirect_uri", "https://127.0.0.1/callback")]
    [InlineData("redirect_uri", null)]
    [InlineData("response_type", "token")]
    [InlineData("response_type", "code id_token")]
    [InlineData("client_id", "portal")]
    [InlineData("client_id", "portal-web")]
    [InlineData("client_id", "nobody")]
    [InlineData("scope", "openid everything")]
    public async Task A_request_with_a_fault_is_refused_on_the_spot(string parameter, string? value)
    {
        using var answer = await LogIn((parameter, value)).OpenAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
        Assert.DoesNotContain("<form", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
    }

    [Fact]
    public async Task A_request_without_PKCE_is_refused()
    {
        using var answer = await LogIn(("code_challenge", null), ("code_challenge_method", null)).OpenAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("code_challenge", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_log_in_is_answered_with_login_required()
    {
        using var answer = await LogIn(("prompt", "none")).OpenAsync();
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("error=login_required", answer.Headers.Location!.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_works_once_and_only_with_its_own_verifier_client_and_address()
    {
        var attempt = LogIn();
        var code = await attempt.CodeAsync("member-gm0363");
        foreach (var fault in new[] { ("code_verifier", new string('a', 43)), ("redirect_uri", "http://127.0.0.1:1/callback"), ("client_id", "portal-web") })
        {
            using var refused = await attempt.RedeemAsync(code, fault, ("client_secret", fault.Item1 == "client_id" ? "portal-web-secret" : ""));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        using var first = await attempt.RedeemAsync(code);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var second = await attempt.RedeemAsync(code);
        Assert.Equal("invalid_grant", await second.ErrorAsync());
    }

    [Theory]
    [InlineData("password")]
    [InlineData("refresh_token")]
    [InlineData("urn:ietf:params:oauth:grant-type:device_code")]
    public async Task Other_grants_are_refused(string grant)
    {
        using var answer = await host.Http.PostAsync("/connect/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = grant,
            ["client_id"] = "portal",
            ["client_secret"] = RunningHost.PortalSecret,
            ["username"] = "handler-gm0344",
            ["password"] = RunningHost.Password,
        }));
        Assert.Equal("unsupported_grant_type", await answer.ErrorAsync());
    }

    [Theory]
    [InlineData("/connect/authorize")]
    [InlineData("/connect/token")]
    public async Task Too_many_or_too_large_fields_are_a_bad_request(string path)
    {
        using var many = await host.Http.PostAsync(path, Form(string.Concat(Enumerable.Repeat("a=&", 2000))));
        Assert.Equal(HttpStatusCode.BadRequest, many.StatusCode);
        using var large = await host.Http.PostAsync(path, Form("a=" + new string('a', 100_000)));
        Assert.InRange((int)large.StatusCode, 400, 499);

        static StringContent Form(string text) => new(text, Encoding.UTF8, "application/x-www-form-urlencoded");
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task It_says_that_it_is_healthy(string path)
    {
        using var answer = await host.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Tokens_survive_a_restart_and_the_key_is_readable_by_its_owner_only()
    {
        await using var own = new RunningHost();
        await own.InitializeAsync();
        var token = await TokenOfAsync("portal", RunningHost.PortalSecret, own);
        var keys = await own.Http.GetStringAsync("/.well-known/jwks");
        await own.RestartAsync();
        await VerifiedAsync(token, own);
        Assert.Equal(keys, await own.Http.GetStringAsync("/.well-known/jwks"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(own.KeyFile));
    }

    [Fact]
    public async Task Nothing_secret_is_logged()
    {
        await using var own = new RunningHost();
        await own.InitializeAsync();
        await TokenOfAsync("portal", RunningHost.PortalSecret, own);
        var attempt = new LogInAttempt(own.Http).With();
        var code = await attempt.CodeAsync("handler-gm0344");
        using var answer = await attempt.RedeemAsync(code);
        using var refused = await attempt.RedeemAsync(code);
        Assert.NotEmpty(own.Log);
        foreach (var secret in new[] { RunningHost.Password, Uri.EscapeDataString(RunningHost.Password), RunningHost.PortalSecret, code, attempt.Verifier, "handler-gm0344" })
        {
            Assert.DoesNotContain(own.Log, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Production")]
    [InlineData(null)] // what .NET takes for Production too
    public async Task It_does_not_start_in_production(string? environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Nabij.Identity.dll")]) { RedirectStandardError = true };
        foreach (var (key, value) in RunningHost.Settings(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()))) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment.Remove("DOTNET_ENVIRONMENT");
        if (environment is null) start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        else start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        using var process = Process.Start(start)!;
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            var error = await process.StandardError.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            Assert.Equal(1, process.ExitCode);
            Assert.Contains("does not start in Production", error, StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Theory]
    [InlineData("Identity:DemoPassword")]
    [InlineData("Identity:KeyFile")]
    [InlineData("Identity:Clients:seeder:Secret")]
    [InlineData("Identity:Clients:portal_web:RedirectUri")]
    public void A_missing_setting_is_named(string setting)
    {
        var settings = RunningHost.Settings(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        settings[setting] = "";
        var error = Assert.Throws<InvalidOperationException>(() => RunningHost.Build(settings));
        Assert.Equal($"{setting} is not set.", error.Message);
    }

    private Task<HttpResponseMessage> ClientCredentialsAsync(string client, string secret, RunningHost? at = null)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, "/connect/token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]),
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client}:{secret}"))) },
        };
        return (at ?? host).Http.SendAsync(message);
    }

    private async Task<string> TokenOfAsync(string client, string secret, RunningHost? at = null)
    {
        using var answer = await ClientCredentialsAsync(client, secret, at);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("access_token").GetString()!;
    }

    private async Task<JsonWebToken> VerifiedAsync(string token, RunningHost? at = null)
    {
        var keys = new JsonWebKeySet(await (at ?? host).Http.GetStringAsync("/.well-known/jwks"));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidAudience = "nabij",
            ValidateIssuer = false, // the port, and so the issuer, is another after a restart
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }

    private static JsonElement Claims(JsonWebToken token)
    {
        using var document = JsonDocument.Parse(Base64UrlEncoder.Decode(token.EncodedPayload));
        return document.RootElement.Clone();
    }
}
