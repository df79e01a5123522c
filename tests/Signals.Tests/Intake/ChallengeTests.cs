using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Messaging;
using Nabij.Signals.Intake;
using Nabij.Signals.Vault;
using Nabij.Testing;

namespace Signals.Tests;

public sealed class ChallengeTests(SignalsFixture signals)
{
    private static readonly object Worry = new { municipality = "GM0344", worry = "Het is er zo stil." };

    [Theory]
    [InlineData(0, 16)]
    [InlineData(60, 16)]
    [InlineData(119, 16)]
    [InlineData(120, 17)]
    [InlineData(240, 18)]
    [InlineData(1_000_000, 22)]
    public void A_challenge_gets_harder_with_the_load_and_never_more_than_64_times(int perMinute, int difficulty) =>
        Assert.Equal(difficulty, IntakeLoad.DifficultyAt(calm: 16, perMinute, normal: 60));

    [Fact]
    public void A_busy_minute_makes_the_next_challenges_harder_and_a_calm_one_easier_again()
    {
        var clock = new Clock();
        using var load = new IntakeLoad(new IntakeOptions { NormalPerMinute = 10, PerMunicipality = 0, InAll = 0 }, clock);
        for (var i = 0; i < 80; i++) load.Allows("GM0344");
        Assert.Equal(19, load.Difficulty);
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(19, load.Difficulty);
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(16, load.Difficulty);
    }

    [Fact]
    public void A_flood_on_one_municipality_leaves_the_others_alone_until_it_is_too_much_in_all()
    {
        using var load = new IntakeLoad(new IntakeOptions { PerMunicipality = 60, InAll = 100 }, TimeProvider.System);
        Assert.InRange(Enumerable.Range(0, 500).Count(_ => load.Allows("GM0344")), 60, 65);
        Assert.True(load.Allows("GM0363"));
        Assert.InRange(Enumerable.Range(0, 500).Count(i => load.Allows($"GM{i:D4}")), 30, 45);
    }

    [Fact]
    public async Task A_report_without_a_solved_challenge_is_refused_and_leaves_nothing()
    {
        using var anyone = signals.Caller();
        var before = await signals.ScalarAsync<long>("select count(*) from signal");
        foreach (var proof in new[] { "", "x", ":", "a:b", new string('A', 55) + ":1", $"{await ChallengeAsync(anyone)}", $"{await ChallengeAsync(anyone)}:{new string('1', 21)}" })
        {
            using var answer = await SendAsync(anyone, proof);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal(["proof-Of-Work"], (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject().Select(e => e.Name));
        }

        Assert.Equal(before, await signals.ScalarAsync<long>("select count(*) from signal"));
    }

    [Fact]
    public async Task A_solution_is_good_for_one_report_and_for_the_same_report_again()
    {
        using var anyone = signals.Caller();
        var (proof, key) = (await ProofOfWork.ProveAsync(anyone), Guid.NewGuid().ToString());
        using var first = await SendAsync(anyone, proof, key);
        using var again = await SendAsync(anyone, proof, key);
        using var other = await SendAsync(anyone, proof, Guid.NewGuid().ToString());
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.BadRequest), (first.StatusCode, again.StatusCode, other.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_report_with_a_mistake_in_it_does_not_use_the_solution_up()
    {
        using var anyone = signals.Caller();
        var proof = await ProofOfWork.ProveAsync(anyone);
        using (var request = Request(proof, new { municipality = "GM0344", worry = "x", neighbourhood = "WK036301" }))
        using (var wrong = await anyone.SendAsync(request)) Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var right = await SendAsync(anyone, proof);
        Assert.Equal(HttpStatusCode.Created, right.StatusCode);
    }

    [Fact]
    public async Task Two_replicas_take_one_solution_once_between_them()
    {
        var (here, there) = (New(new Clock()), New(new Clock()));
        var proof = Solved(here.New());
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i => await TakeAsync(i % 2 == 0 ? here : there, proof)));
        Assert.Single(taken, t => t);
    }

    [Fact]
    public async Task A_challenge_ends_after_ten_minutes_and_is_forgotten_then()
    {
        var clock = new Clock();
        var challenges = New(clock);
        var (first, second) = (Solved(challenges.New()), Solved(challenges.New()));
        Assert.True(await TakeAsync(challenges, first));
        clock.Now += Challenges.Lifetime;
        Assert.False(await TakeAsync(challenges, second));
        await using (var work = signals.Services.GetRequiredService<UnitOfWorkFactory>().Begin())
        {
            Assert.True(await challenges.PurgeAsync(work, CancellationToken.None) >= 1);
            await work.CommitAsync();
        }

        Assert.False(await TakeAsync(challenges, first));
    }

    [Fact]
    public async Task A_challenge_of_another_key_or_with_a_lower_difficulty_written_into_it_is_none()
    {
        var challenges = New(new Clock());
        var strange = new Challenges(new KeyEncryptionKeys([new byte[32]]), new IntakeOptions { Difficulty = 4 }, new IntakeLoad(new IntakeOptions { Difficulty = 4 }, TimeProvider.System), new Clock());
        Assert.False(await TakeAsync(challenges, Solved(strange.New())));
        var given = challenges.New();
        for (var i = 0; i < given.Text.Length; i += 7)
        {
            var changed = given.Text[..i] + (given.Text[i] == 'A' ? 'B' : 'A') + given.Text[(i + 1)..];
            Assert.False(await TakeAsync(challenges, Solved(given with { Text = changed })));
        }
    }

    [Fact]
    public async Task When_a_municipality_has_had_enough_for_now_a_report_waits()
    {
        var municipality = signals.NextMunicipality();
        var load = signals.Services.GetRequiredService<IntakeLoad>();
        using var anyone = signals.Caller();
        var (proof, worry) = (await ProofOfWork.ProveAsync(anyone), new { municipality, worry = "Nog een." });
        // Who did no work is told so, and takes no place of who did.
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync("", worry));
        using (var crowd = new CancellationTokenSource())
        using (var request = Request(proof, worry))
        {
            // A place comes free each second: they go on taking it.
            var taking = Task.Run(() => { while (!crowd.IsCancellationRequested) load.Allows(municipality); });
            while (load.Allows(municipality)) { }
            using var answer = await anyone.SendAsync(request);
            await crowd.CancelAsync();
            await taking;
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        await Eventually.TrueAsync(async () => await SendAsync(proof, worry) == HttpStatusCode.Created);

        async Task<HttpStatusCode> SendAsync(string solved, object body)
        {
            using var request = Request(solved, body);
            using var answer = await anyone.SendAsync(request);
            return answer.StatusCode;
        }
    }

    private Challenges New(Clock clock)
    {
        var options = new IntakeOptions { Difficulty = 4 };
        return new Challenges(signals.Services.GetRequiredService<KeyEncryptionKeys>(), options, new IntakeLoad(options, clock), clock);
    }

    private static Proof Solved(Challenge challenge) => new(ProofOfWork.Solve(challenge.Text, challenge.Difficulty));

    private async Task<bool> TakeAsync(Challenges challenges, Proof proof)
    {
        await using var work = signals.Services.GetRequiredService<UnitOfWorkFactory>().Begin();
        var refused = await challenges.SpendAsync(proof, work, CancellationToken.None);
        await work.CommitAsync();
        return refused is null;
    }

    private static async Task<string> ChallengeAsync(HttpClient http) => (await http.GetFromJsonAsync<JsonElement>($"{Desk.Base}/challenge")).GetProperty("challenge").GetString()!;

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string proof, string? key = null)
    {
        using var request = Request(proof, Worry);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await http.SendAsync(request);
    }

    private static HttpRequestMessage Request(string proof, object worry)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{Desk.Base}/signals") { Content = JsonContent.Create(worry) };
        if (proof.Length > 0) request.Headers.TryAddWithoutValidation(ProofOfWork.Header, proof);
        return request;
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
