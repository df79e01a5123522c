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
        var target = await Targets.MakeAsync();
        var clients = new Dictionary<string, HttpClient>();
        foreach (var account in operations.Select(AccountFor).Distinct()) clients[account] = await RunningPlatform.ClientAsync(account.Length > 0 ? account : null);
        var attacks = operations.SelectMany((o, i) => Attacks.On(o, what => target.GetValueOrDefault(what, "none"), new Random(Seed + i)).Select(a => (Operation: o, Attack: a))).ToList();
        var (wrong, sent) = (new ConcurrentBag<string>(), 0);
        using var bound = new CancellationTokenSource(Bound);

        // What ends a thing comes last, so that the rest finds it there.
        foreach (var part in attacks.GroupBy(a => Endings.Any(a.Operation.Id.Contains)).OrderBy(g => g.Key))
        {
            await Parallel.ForEachAsync(part, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (one, _) =>
            {
                if (bound.IsCancellationRequested) return;
                Interlocked.Increment(ref sent);
                using var request = one.Attack.Request();
                var account = AccountFor(one.Operation);
                try
                {
                    using var answer = await clients[account].SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
                    if (await JudgeAsync(answer, one.Attack) is { } fault) wrong.Add($"{one.Operation.Method} {one.Operation.Path}, {one.Attack.Name}: {fault}");
                }
                catch (HttpRequestException e) when (one.Attack.Status == 413)
                {
                    // It hung up on what was too large, before all of it was sent.
                    Assert.NotNull(e.InnerException);
                }
            });
        }

        foreach (var client in clients.Values) client.Dispose();
        await Targets.ForgetAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{sent} requests with the seed {Seed}");
        Found.None(wrong);
        Assert.True(sent == attacks.Count, $"{sent} of {attacks.Count} were sent in {Bound}");
        Assert.True(sent > 2000, $"{sent} requests");
        foreach (var service in RunningPlatform.Services)
        {
            using var http = new HttpClient { BaseAddress = RunningPlatform.AddressOf(service) };
            using var ready = await http.GetAsync("/health/ready");
            Assert.True(ready.IsSuccessStatusCode, $"{service} is {ready.StatusCode}");
        }

        using var anyone = new Api();
        (await anyone.GetAsync($"/catalog/v1/services?municipality={Town.Elsewhere}")).Success();
        (await anyone.PostAsync("/signals/v1/signals", new { municipality = Town.Elsewhere, worry = "Hij doet niet meer open." })).Success();
    }

    private static readonly string[] Endings = ["End", "Close", "Cancel", "Complete", "Archive", "Leave", "Erase", "Unsubscribe", "Suspend", "Decline", "Record", "NotTaken", "HandOver"];

    /// <summary>In Amsterdam, where no other test looks.</summary>
    private static string AccountFor(Operation operation) => Town.InAmsterdam(Accounts.For(operation));

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
        if (status < 400) return attack.MustBeRefused || attack.Status is not null ? $"{status}, and should be refused" : null;
        var text = await answer.Content.ReadAsStringAsync();
        if (status >= 500) return $"{status} {text}";
        if (attack.Status is { } expected && status != expected && status is not (404 or 409 or 412)) return $"{status}, and should be {expected}: {text}";
        // A request line or headers that the server itself cannot take never reach us.
        if (status is 400 or 414 or 431 && text.Length == 0 && IsBeyondTheServer(answer.RequestMessage!)) return null;
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return $"{status} as {answer.Content.Headers.ContentType}: {text}";
        if (Inside.FirstOrDefault(word => text.Contains(word, StringComparison.Ordinal)) is { } leak) return $"{status} shows \"{leak}\": {text}";
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        return problem.GetProperty("status").GetInt32() == status && HasText("title") && HasText("detail") ? null : $"{status} {text}";

        bool HasText(string member) => problem.TryGetProperty(member, out var value) && value.GetString() is { Length: > 0 };
    }

    private static bool IsBeyondTheServer(HttpRequestMessage request) => request.RequestUri!.AbsolutePath.Contains("%00", StringComparison.Ordinal)
        || request.RequestUri.PathAndQuery.Length > 8_000 || request.Headers.Sum(h => h.Value.Sum(v => v.Length)) > 30_000;

    /// <summary>What only our own code and servers say.</summary>
    private static readonly string[] Inside =
        ["   at ", "Exception", "System.", "Microsoft.", "Npgsql", "Dapper", "Nabij.", "MassTransit", "Postgres", "SQLSTATE", "violates", " constraint ", "insert into", "LineNumber", "BytePosition", "parameter \\u0022"];
}
