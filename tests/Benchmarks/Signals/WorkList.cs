using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Dapper;
using Nabij.Benchmarks.Gateway;
using Nabij.Reference;
using Npgsql;

namespace Nabij.Benchmarks.Signals;

/// <summary>The work list as many handlers ask for it, each once a second, whether or not the last answer is there: an open loop.</summary>
internal static class WorkList
{
    public const int Signals = 10_000, Towns = 100, Handlers = 200;

    private static readonly int Seconds = Settings.Get("NABIJ_BENCH_SECONDS", 10);

    private static readonly string[] Questions = ["", "?state=received", "?state=received&state=in-triage&pageSize=50", "?pageSize=100"];

    /// <summary>Milliseconds from the planned moment to the whole answer.</summary>
    public static async Task<IReadOnlyCollection<double>> RunAsync(NpgsqlDataSource db, Surroundings surroundings, Uri gateway)
    {
        var towns = Municipalities.All.Take(Towns).Select(m => (m.Code, Organisation: Guid.NewGuid())).ToList();
        await using (var connection = await db.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(FillSql, new { codes = towns.Select(t => t.Code).ToArray(), organisations = towns.Select(t => t.Organisation).ToArray(), each = Signals / Towns });
            await connection.ExecuteAsync("analyze;");
        }

        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Handlers }) { BaseAddress = gateway };
        var handlers = Enumerable.Range(0, Handlers).Select(h => surroundings.Token("handler", towns[h % Towns].Code, $"handler-{h}", towns[h % Towns].Organisation)).ToList();
        await WorkAsync(http, handlers, 3);
        return await WorkAsync(http, handlers, Seconds);
    }

    private static async Task<IReadOnlyCollection<double>> WorkAsync(HttpClient http, List<string> tokens, int seconds)
    {
        var (latencies, start) = (new ConcurrentBag<double>(), Stopwatch.StartNew());
        await Task.WhenAll(tokens.Select(async (token, handler) =>
        {
            List<Task> asked = [];
            for (var second = 0; second < seconds; second++)
            {
                var planned = TimeSpan.FromSeconds(second + ((double)handler / tokens.Count));
                if (planned - start.Elapsed is { Ticks: > 0 } wait) await Task.Delay(wait);
                asked.Add(AskAsync(token, Questions[(handler + second) % Questions.Length], planned));
            }

            await Task.WhenAll(asked);
        }));
        return latencies;

        async Task AskAsync(string token, string question, TimeSpan planned)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/signals/v1/signals{question}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
            latencies.Add((start.Elapsed - planned).TotalMilliseconds);
        }
    }

    private const string FillSql = """
        insert into signal (id, event_ref, receipt_hash, municipality, area, organisation_id, route, rule, wants_feedback, has_address, state, state_since, received_at, version)
        select gen_random_uuid(), gen_random_uuid(), uuid_send(gen_random_uuid()), t.code, '3511', t.organisation, (array['none', 'light', 'not-right', 'urgent'])[1 + n % 4], 'some-signs',
               true, false, (array['received', 'in-triage', 'contact-planned', 'contacted', 'accompanied', 'referred', 'closed', 'closed'])[1 + n % 8], now(), now() - n * interval '3 hours', 1
        from unnest(@codes, @organisations) as t (code, organisation), generate_series(1, @each) n
        """;
}
