using System.Diagnostics;
using Nabij.Testing;
using Platform.Tests.Architecture;
using Platform.Tests.Support;

namespace Platform.Tests.Journey;

/// <summary>The program that loaded the content before the tests began.</summary>
public sealed class SeedsTests
{
    [Fact]
    public async Task Loading_the_content_again_creates_nothing_and_tells_nothing()
    {
        await RunningPlatform.SettledAsync();
        var before = await LoggedAsync();
        var (code, output) = await LoadAsync();
        Assert.True(code == 0, output);
        var summaries = output.Split('\n').Where(line => line.Contains(" new)", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(summaries);
        Assert.All(summaries, line => Assert.Contains("(0 new)", line));
        await RunningPlatform.SettledAsync();
        Assert.Equal(before, await LoggedAsync());
    }

    [Fact]
    public async Task A_provider_of_the_demo_finds_a_referral_with_what_the_person_shared()
    {
        var service = Assert.Single(await RunningPlatform.QueryAsync<Guid>("catalog", "select id from service where name = 'Open eettafel De Linde'"));
        using var provider = new Api(Town.Provider);
        var seeded = Assert.Single(await Town.AllAsync(provider, "/signals/v1/referrals?status=sent"), r => r.GetProperty("serviceId").GetGuid() == service);
        var shared = (await provider.PostAsync($"/signals/v1/referrals/{seeded.GetProperty("id").GetGuid()}/open", new { purpose = "contact" })).Success();
        Assert.Contains("De heer Verzonnen", shared.Text, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output)> LoadAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(House.Root, "seeds/bin/Release/net10.0/Nabij.Seeder.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["Seeder__Gateway"] = RunningPlatform.Gateway.ToString(),
                ["Seeder__Identity"] = RunningPlatform.Identity.ToString(),
                ["Seeder__ClientSecret"] = TestServers.Setting("NABIJ_TEST_SECRET_seeder"),
                ["Seeder__DeskSecret"] = TestServers.Setting("NABIJ_TEST_SECRET_seeder_desk"),
            },
        };
        using var seeder = Process.Start(start)!;
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var (told, complained) = (seeder.StandardOutput.ReadToEndAsync(bound.Token), seeder.StandardError.ReadToEndAsync(bound.Token));
        await seeder.WaitForExitAsync(bound.Token);
        return (seeder.ExitCode, await told + await complained);
    }

    private static async Task<long> LoggedAsync() => (await RunningPlatform.QueryAsync<long>("notifications", "select count(*) from event_log"))[0];
}
