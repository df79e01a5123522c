using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Hostile;

/// <summary>
/// Each operation gets what no client should send, with the token of a role that may use it. Whatever comes, the answer is never a 5xx, a refusal is
/// a problem, and afterwards every service is well.
/// </summary>
public sealed class HostileTests
{
    private const int Seed = 20261124;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Whatever_is_sent_the_answer_is_right_and_the_services_stay_well()
    {
        var operations = await Operation.AllAsync();
        var clients = new Dictionary<string, HttpClient>();
        foreach (var account in operations.Select(Accounts.For).Distinct()) clients[account] = await RunningPlatform.ClientAsync(account.Length > 0 ? account : null);
        var attacks = operations.SelectMany(o => Attacks.On(o, new Random(Seed + o.Id.Length)).Select(a => (Operation: o, Attack: a))).ToList();
        var (wrong, sent) = (new ConcurrentBag<string>(), 0);
        using var bound = new CancellationTokenSource(Bound);

        await Parallel.ForEachAsync(attacks, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (one, _) =>
        {
            if (bound.IsCancellationRequested) return;
            Interlocked.Increment(ref sent);
            using var request = one.Attack.Request();
            using var answer = await clients[Accounts.For(one.Operation)].SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
            if (await JudgeAsync(answer, one.Attack) is { } fault) wrong.Add($"{one.Operation.Id}, {one.Attack.Name}: {fault}");
        });

        foreach (var client in clients.Values) client.Dispose();
        Found.None(wrong);
        Assert.Equal(attacks.Count, sent);
        Assert.True(sent > 2000, $"{sent} requests");
        foreach (var service in RunningPlatform.Services)
        {
            using var http = new HttpClient { BaseAddress = RunningPlatform.AddressOf(service) };
            using var ready = await http.GetAsync("/health/ready");
            Assert.True(ready.IsSuccessStatusCode, $"{service} is {ready.StatusCode}");
        }
    }

    [Fact]
    public async Task A_member_that_a_write_does_not_know_is_refused_by_name()
    {
        var wrong = new List<string>();
        foreach (var operation in (await Operation.AllAsync()).Where(o => o.HasBody))
        {
            var body = JsonSerializer.SerializeToNode(Examples.For(operation), JsonSerializerOptions.Web)!.AsObject();
            body["isAdministrator"] = true;
            using var api = new Api(Accounts.For(operation) is { Length: > 0 } account ? account : null);
            var answer = await api.SendAsync(operation.Method, operation.PathWith(_ => Guid.NewGuid().ToString()), body, "\"0\"");
            if (answer.Status != 400 || !answer.Text.Contains("isAdministrator", StringComparison.Ordinal)) wrong.Add($"{operation.Id}: {answer.Status} {answer.Text}");
        }

        Found.None(wrong);
    }

    private static async Task<string?> JudgeAsync(HttpResponseMessage answer, Attack attack)
    {
        var status = (int)answer.StatusCode;
        if (status < 400) return attack.MustBeRefused ? $"{status}, and should be refused" : null;
        var text = await answer.Content.ReadAsStringAsync();
        if (status >= 500) return $"{status} {text}";
        // A request line or headers that the server itself cannot take never reach us.
        if (status is 400 or 414 or 431 && text.Length == 0 && IsBeyondTheServer(answer.RequestMessage!)) return null;
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return $"{status} as {answer.Content.Headers.ContentType}: {text}";
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        return problem.GetProperty("status").GetInt32() == status && HasText("title") && HasText("detail") && !text.Contains("   at ", StringComparison.Ordinal) ? null : $"{status} {text}";

        bool HasText(string member) => problem.TryGetProperty(member, out var value) && value.GetString() is { Length: > 0 };
    }

    private static bool IsBeyondTheServer(HttpRequestMessage request) => request.RequestUri!.AbsolutePath.Contains("%00", StringComparison.Ordinal)
        || request.RequestUri.PathAndQuery.Length > 8_000 || request.Headers.Sum(h => h.Value.Sum(v => v.Length)) > 30_000;
}
