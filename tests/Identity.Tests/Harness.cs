using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Nabij.Identity;

namespace Identity.Tests;

/// <summary>The identity host on a port of its own, with a folder for its keys.</summary>
public sealed class RunningHost : IAsyncLifetime
{
    public const string Password = "demo password & more", PortalSecret = "portal-secret", PortalAddress = "http://localhost:8081/signin-oidc";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nabij-identity-");
    private readonly LogLines _log = new();
    private WebApplication? _app;

    public string KeyFile => Path.Combine(_folder.FullName, "identity.pem");

    public IReadOnlyCollection<string> Log => _log.Lines;

    public HttpClient Http { get; private set; } = null!;

    public static Dictionary<string, string?> Settings(string keyFile) => new()
    {
        ["Identity:KeyFile"] = keyFile,
        ["Identity:DemoPassword"] = Password,
        ["Identity:Clients:portal:Secret"] = PortalSecret,
        ["Identity:Clients:portal_web:Secret"] = "portal-web-secret",
        ["Identity:Clients:portal_web:RedirectUri"] = PortalAddress,
        ["Identity:Clients:partner:Secret"] = "partner-secret",
        ["Identity:Clients:seeder:Secret"] = "seeder-secret",
        ["Identity:Clients:seeder_desk:Secret"] = "seeder-desk-secret",
        ["Identity:Clients:catalog:Secret"] = "catalog-secret",
        ["Identity:Clients:signals:Secret"] = "signals-secret",
        ["Identity:Clients:coalition:Secret"] = "coalition-secret",
        ["Identity:Clients:notifications:Secret"] = "notifications-secret",
    };

    public async ValueTask InitializeAsync()
    {
        _app = Build(Settings(KeyFile), _log);
        await _app.StartAsync();
        Http = Browser();
    }

    public static WebApplication Build(Dictionary<string, string?> settings, ILoggerProvider? log = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace);
        if (log is not null) builder.Logging.AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return IdentityHost.Build(builder);
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>A caller with cookies of its own, who follows redirects by hand.</summary>
    public HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_app!.Urls.Single()) };

    private async Task StopAsync()
    {
        Http.Dispose();
        if (_app is not null) await _app.DisposeAsync();
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}

/// <summary>One log-in by authorization code with PKCE, of which a test may change any parameter before it is sent.</summary>
public sealed partial class LogInAttempt(HttpClient http)
{
    public string Verifier { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public Dictionary<string, string> Request { get; private set; } = [];

    public LogInAttempt With(params (string Name, string? Value)[] changes)
    {
        Request = new()
        {
            ["client_id"] = "nabij-cli",
            ["response_type"] = "code",
            ["redirect_uri"] = "http://127.0.0.1:49152/callback",
            ["scope"] = "openid profile",
            ["state"] = "the state",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            if (value is null) Request.Remove(name);
            else Request[name] = value;
        }

        return this;
    }

    public async Task<HttpResponseMessage> OpenAsync() =>
        await http.GetAsync("/connect/authorize?" + await new FormUrlEncodedContent(Request).ReadAsStringAsync());

    /// <summary>Fills in the form as it was served: its hidden fields, a user and a password.</summary>
    public async Task<HttpResponseMessage> SendFormAsync(HttpResponseMessage page, string user, string password)
    {
        var html = await page.Content.ReadAsStringAsync();
        var fields = Hidden().Matches(html).ToDictionary(m => WebUtility.HtmlDecode(m.Groups[1].Value), m => WebUtility.HtmlDecode(m.Groups[2].Value));
        fields["user"] = user;
        fields["password"] = password;
        return await http.PostAsync("/connect/authorize", new FormUrlEncodedContent(fields));
    }

    /// <returns>The code in the redirect.</returns>
    public async Task<string> CodeAsync(string user)
    {
        using var page = await OpenAsync();
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        using var back = await SendFormAsync(page, user, RunningHost.Password);
        Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        Assert.StartsWith(Request["redirect_uri"] + "?", back.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(back.Headers.Location.Query);
        Assert.Equal(Request["state"], query["state"]);
        return query["code"].ToString();
    }

    public Task<HttpResponseMessage> RedeemAsync(string code, params (string Name, string Value)[] changes)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = Request["client_id"],
            ["redirect_uri"] = Request["redirect_uri"],
            ["code"] = code,
            ["code_verifier"] = Verifier,
        };
        foreach (var (name, value) in changes) form[name] = value;
        return http.PostAsync("/connect/token", new FormUrlEncodedContent(form));
    }

    [GeneratedRegex("""<input type="hidden" name="([^"]*)" value="([^"]*)">""")]
    private static partial Regex Hidden();
}

public static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    public static async Task<string> ErrorAsync(this HttpResponseMessage response) => (await response.JsonAsync()).GetProperty("error").GetString()!;

    public static string[] Strings(this JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];
}
