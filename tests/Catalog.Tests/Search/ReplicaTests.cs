using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Nabij.Testing;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Search;

/// <summary>A second replica, in a process of its own.</summary>
public sealed class ReplicaTests(CatalogFixture catalog)
{
    [Fact]
    public async Task A_change_is_found_on_a_second_replica_within_a_second_and_on_one_that_was_killed_and_started_again()
    {
        const string here = "GM0093";
        var organisation = await catalog.ListOrganisationAsync();
        var first = await catalog.PublishAsync(Content(organisation, here).With("name", "Pannenkoeken bakken"));
        await using (var replica = await Replica.StartAsync(catalog.ReplicaSettings))
        {
            Assert.Equal([first], await replica.FindAsync($"municipality={here}&q=pannenkoeken"));
            using var editor = catalog.Caller("editor", "*");
            (await editor.PutAsync($"{Services}/{first}", Content(null, here).With("name", "Poffertjes bakken"), IfMatch(2))).Is(HttpStatusCode.OK);
            await Eventually.TrueAsync(async () => (await replica.FindAsync($"municipality={here}&q=poffertjes")).Contains(first), seconds: 1);
            replica.Kill();
        }

        var second = await catalog.PublishAsync(Content(organisation, here).With("name", "Wafels bakken"));
        await using var again = await Replica.StartAsync(catalog.ReplicaSettings);
        await catalog.IndexedAsync();
        Assert.Equal((await catalog.FindAsync($"municipality={here}")).Order(), (await again.FindAsync($"municipality={here}")).Order());
        Assert.Equal([second], await again.FindAsync($"municipality={here}&q=wafels"));
    }

    private sealed class Replica : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly HttpClient _http;

        private Replica(Process process, HttpClient http) => (_process, _http) = (process, http);

        /// <summary>Returns once it is ready for requests.</summary>
        public static async Task<Replica> StartAsync(IReadOnlyDictionary<string, string> settings)
        {
            var address = $"http://127.0.0.1:{FreePort()}";
            var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
            {
                RedirectStandardOutput = true,
                Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["ASPNETCORE_URLS"] = address, ["Logging__LogLevel__Default"] = "None" },
            };
            foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
            var replica = new Replica(Process.Start(start)!, new HttpClient { BaseAddress = new Uri(address) });
            await Eventually.TrueAsync(replica.IsReadyAsync);
            return replica;
        }

        public void Kill() => _process.Kill();

        public async Task<Guid[]> FindAsync(string query)
        {
            var answer = await _http.GetFromJsonAsync<JsonElement>($"{Services}?pageSize=100&{query}");
            return [.. answer.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid())];
        }

        public async ValueTask DisposeAsync()
        {
            if (!_process.HasExited) _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
            _http.Dispose();
        }

        private async Task<bool> IsReadyAsync()
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
