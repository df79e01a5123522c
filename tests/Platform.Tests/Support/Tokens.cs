using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using Nabij.Testing;

namespace Platform.Tests.Support;

/// <summary>Tokens of the real identity host: people log in with authorization code and PKCE, programs with client credentials.</summary>
public static partial class Tokens
{
    private const string Redirect = "http://127.0.0.1/callback";

    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Known = new();

    /// <summary>Of a demo user (<c>handler-gm0344</c>, <c>operator</c>) or of a client (<c>client:partner</c>).</summary>
    public static Task<string> OfAsync(string account) => Known.GetOrAdd(account, a => new Lazy<Task<string>>(
        () => a.StartsWith("client:", StringComparison.Ordinal) ? OfClientAsync(a["client:".Length..]) : OfPersonAsync(a))).Value;

    private static async Task<string> OfClientAsync(string client)
    {
        using var http = new HttpClient { BaseAddress = RunningPlatform.Identity };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client,
            ["client_secret"] = TestServers.Setting($"NABIJ_TEST_SECRET_{client.Replace('-', '_')}"),
        });
        return await ReadAsync(await http.PostAsync("/connect/token", form));
    }

    private static async Task<string> OfPersonAsync(string login)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
        using var http = new HttpClient(handler) { BaseAddress = RunningPlatform.Identity };
        var verifier = Base64Url(RandomNumberGenerator.GetBytes(32));
        var request = new Dictionary<string, string>
        {
            ["client_id"] = "nabij-cli",
            ["response_type"] = "code",
            ["redirect_uri"] = Redirect,
            ["state"] = Base64Url(RandomNumberGenerator.GetBytes(16)),
            ["code_challenge"] = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        };
        var query = string.Join('&', request.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
        var page = await http.GetStringAsync($"/connect/authorize?{query}");
        request["__RequestVerificationToken"] = VerificationToken().Match(page).Groups[1].Value;
        request["user"] = login;
        request["password"] = TestServers.Setting("NABIJ_TEST_DEMO_PASSWORD");
        using var form = new FormUrlEncodedContent(request);
        using var redirected = await http.PostAsync("/connect/authorize", form);
        Assert.Equal(HttpStatusCode.Redirect, redirected.StatusCode);
        var code = HttpUtility.ParseQueryString(redirected.Headers.Location!.Query)["code"]!;
        using var trade = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = "nabij-cli",
            ["redirect_uri"] = Redirect,
            ["code"] = code,
            ["code_verifier"] = verifier,
        });
        return await ReadAsync(await http.PostAsync("/connect/token", trade));
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer)
    {
        using var _ = answer;
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]*)"|value="([^"]*)" name="__RequestVerificationToken""")]
    private static partial Regex VerificationToken();
}
