using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Authorisation;

/// <summary>Every operation of the documents with every role: who is named in its policy comes in, and nobody else does.</summary>
public sealed class RoleTests
{
    [Fact]
    public async Task Each_operation_lets_in_the_roles_of_its_policy_and_nobody_else()
    {
        var operations = await Operation.AllAsync();
        Assert.True(operations.Count > 50, $"{operations.Count} operations");
        var session = await SessionAsync();
        var wrong = new ConcurrentBag<string>();
        foreach (var (role, account) in Accounts.ByRole.Select(r => (r.Key, (string?)r.Value)).Prepend(("no token", null)))
        {
            using var http = await RunningPlatform.ClientAsync(account);
            await Parallel.ForEachAsync(operations, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (operation, ct) =>
            {
                using var request = Request(operation, session);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
                var status = (int)answer.StatusCode;
                var right = operation.LetsIn(role) ? status is not (401 or 403) && status < 500 : status == (account is null ? 401 : 403);
                if (!right) wrong.Add($"{operation.Id} ({operation.Policy}) with {role}: {status}");
            });
        }

        Found.None(wrong);
    }

    /// <summary>With the services' own documents, so that nothing is lost on the way to the joined one, which the other tests go by.</summary>
    [Fact]
    public async Task Each_operation_of_each_service_names_its_policy_in_roles_that_exist()
    {
        using var http = await RunningPlatform.ClientAsync();
        var (wrong, all) = (new List<string>(), new List<string>());
        foreach (var service in RunningPlatform.Services)
        {
            var document = await http.GetFromJsonAsync<JsonElement>($"/{service}/v1/openapi.json");
            foreach (var path in document.GetProperty("paths").EnumerateObject())
            {
                foreach (var operation in path.Value.EnumerateObject())
                {
                    all.Add($"{operation.Name.ToUpperInvariant()} /{service}/v1{path.Name}");
                    var policy = operation.Value.TryGetProperty("x-policy", out var value) ? value.GetString()! : "";
                    if (policy != Operation.Anonymous && !policy.Split('|').All(Accounts.ByRole.ContainsKey)) wrong.Add($"{all[^1]}: \"{policy}\"");
                }
            }
        }

        Found.None(wrong);
        Assert.Equal(all.Order(), (await Operation.AllAsync()).Select(o => $"{o.Method} {o.Path}").Order());
    }

    /// <summary>They stand in no document, for they are not for others.</summary>
    [Theory]
    [InlineData("/signals/internal/recipients/0198f3a1-0000-7000-8000-000000000001")]
    [InlineData("/signals/internal/recipients/0198f3a1-0000-7000-8000-000000000001/acknowledge")]
    [InlineData("/catalog/internal/recipients/0198f3a1-0000-7000-8000-000000000001")]
    [InlineData("/catalog/internal/recipients/0198f3a1-0000-7000-8000-000000000001/acknowledge")]
    public async Task What_services_ask_each_other_is_for_services_and_not_at_the_gateway(string path)
    {
        foreach (var (role, account) in Accounts.ByRole.Select(r => (r.Key, (string?)r.Value)).Prepend(("no token", null)))
        {
            using var http = await RunningPlatform.ClientAsync(account);
            using var inside = await http.PostAsync(new Uri(RunningPlatform.AddressOf(path.Split('/')[1]), path), null);
            Assert.Equal((role, role switch { "no token" => 401, "service" => 404, _ => 403 }), (role, (int)inside.StatusCode));
            using var outside = await http.PostAsync(path, null);
            Assert.Equal((role, 404), (role, (int)outside.StatusCode));
        }
    }

    [Fact]
    public async Task A_token_that_is_not_ours_is_no_token()
    {
        var good = (await Tokens.OfAsync(Town.Handler)).Split('.');
        var claims = Convert.ToBase64String("""{"sub":"a","roles":["handler"],"municipality":["*"]}"""u8.ToArray()).TrimEnd('=');
        var header = Convert.ToBase64String("""{"alg":"none","typ":"at+jwt"}"""u8.ToArray()).TrimEnd('=');
        foreach (var token in new[] { "a", "a.b.c", $"{good[0]}.{claims}.{good[2]}", $"{header}.{claims}.", $"{good[0]}.{good[1]}.{new string('A', good[2].Length)}", $"{good[0]}.{good[1]}" })
        {
            foreach (var address in new[] { RunningPlatform.Gateway, RunningPlatform.AddressOf("signals") })
            {
                using var http = new HttpClient { BaseAddress = address };
                http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
                using var answer = await http.GetAsync("/signals/v1/signals");
                Assert.Equal((token, 401), (token, (int)answer.StatusCode));
            }
        }
    }

    /// <summary>Well formed, for something that is not there; so nothing is changed by who comes in.</summary>
    private static HttpRequestMessage Request(Operation operation, string session)
    {
        var request = new HttpRequestMessage(operation.Method, operation.PathWith(what => what == "municipalities" ? Town.Here : Guid.NewGuid().ToString()));
        if (operation.HasBody) request.Content = new StringContent("{}", null, "application/json");
        if (operation.HeaderNames.Contains("If-Match")) request.Headers.TryAddWithoutValidation("If-Match", "\"0\"");
        if (operation.HeaderNames.Contains("Receipt-Session")) request.Headers.Add("Receipt-Session", session);
        return request;
    }

    /// <summary>A reporter has no role: the receipt is the right.</summary>
    private static async Task<string> SessionAsync()
    {
        using var anyone = new Api();
        var report = await Report.MakeAsync(new Worry("Zij eet bijna niet meer."));
        // Somebody has begun with it, so that it cannot be withdrawn under the other operations.
        using var signal = await Case.TakeAsync(report);
        await signal.AccompanyAsync();
        return (await anyone.PostAsync("/signals/v1/receipts/session", new { receipt = report.Receipt })).Success().Body.GetProperty("session").GetString()!;
    }
}
