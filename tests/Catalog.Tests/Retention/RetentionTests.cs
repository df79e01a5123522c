using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Catalog.Retention;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Retention;

/// <summary>What is forgotten, and what stays. Each test lives in a century of its own, before all others, so that no round touches another's rows.</summary>
public sealed class RetentionTests(CatalogFixture catalog)
{
    private const string Town = "GM0344";

    [Fact]
    public async Task Words_of_a_correction_go_first_and_the_rest_after_two_years()
    {
        var now = new DateTimeOffset(0926, 1, 1, 2, 0, 0, TimeSpan.Zero);
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), Town));
        await CorrectAsync(id, "decided 29", now.AddDays(-40), now.AddDays(-29));
        await CorrectAsync(id, "decided 31", now.AddDays(-40), now.AddDays(-31));
        await CorrectAsync(id, "decided 731", now.AddDays(-800), now.AddDays(-731));
        await CorrectAsync(id, "open 364", now.AddDays(-364), null);
        await CorrectAsync(id, "open 366", now.AddDays(-366), null);
        await CorrectAsync(id, "open 800", now.AddDays(-800), null);

        await RoundAsync(now);
        Assert.Equal("decided 29, open 364", await catalog.ScalarAsync<string>("select string_agg(text, ', ' order by text) from correction where service_id = @id", new { id }));
        Assert.Equal(5, await catalog.ScalarAsync<long>("select count(*) from correction where service_id = @id", new { id }));
        await RoundAsync(now.AddDays(800));
        Assert.Equal(["open", "open", "open"], (await catalog.ScalarAsync<string[]>("select array_agg(state) from correction where service_id = @id", new { id }))!);
    }

    [Fact]
    public async Task A_proposal_goes_two_years_after_it_was_decided_or_taken_back()
    {
        var now = new DateTimeOffset(0826, 1, 1, 2, 0, 0, TimeSpan.Zero);
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, Town));
        using var provider = catalog.Caller("provider", Town, organisation);
        foreach (var (state, days) in new[] { ("decided", 729), ("decided", 731), ("withdrawn", 731), ("open", 900) })
        {
            (await provider.PutAsync($"{Services}/{id}", Content(null, Town).With("name", $"{state} {days}"), IfMatch(2))).Is(HttpStatusCode.Accepted);
            await catalog.ScalarAsync<int>("""
                update proposal set state = @state, made_at = @at, decided_at = case when @state = 'open' then null else @at end where service_id = @id and state = 'open'
                """, new { id, state, at = now.AddDays(-days) });
        }

        await RoundAsync(now);
        Assert.Equal(["decided 729", "open 900"], (await catalog.ScalarAsync<string[]>(
            "select array_agg(proposed->>'name' order by proposed->>'name') from proposal where service_id = @id", new { id }))!);
    }

    [Fact]
    public async Task Old_checks_go_but_for_the_last_of_a_service()
    {
        var now = new DateTimeOffset(0726, 1, 1, 2, 0, 0, TimeSpan.Zero);
        var organisation = await catalog.ListOrganisationAsync();
        var (often, longAgo) = (await catalog.PublishAsync(Content(organisation, Town)), await catalog.PublishAsync(Content(organisation, Town)));
        foreach (var days in new[] { 729, 731, 900 }) await CheckAsync(often, now.AddDays(-days));
        foreach (var days in new[] { 800, 900 }) await CheckAsync(longAgo, now.AddDays(-days));
        await CheckAsync(longAgo, now.AddDays(-750), "costs"); // of one field: the clock does not come from it

        await RoundAsync(now);
        Assert.Equal([now.AddDays(-729)], await ChecksAsync(often));
        Assert.Equal([now.AddDays(-800)], await ChecksAsync(longAgo));
    }

    [Fact]
    public async Task A_link_is_forgotten_a_month_after_its_end_and_its_question_when_another_check_was_made()
    {
        var now = new DateTimeOffset(0626, 1, 1, 2, 0, 0, TimeSpan.Zero);
        var organisation = await catalog.ListOrganisationAsync();
        var (waiting, seen) = (await catalog.PublishAsync(Content(organisation, Town)), await catalog.PublishAsync(Content(organisation, Town)));
        var published = now.AddDays(-200);
        await catalog.ScalarAsync<int>("update service set published_at = @published where id = any(@ids)", new { published, ids = new[] { waiting, seen } });
        await catalog.ScalarAsync<int>("update service set verified_at = @at where id = @seen", new { at = now.AddDays(-61), seen });
        await AskAsync(waiting, published, used: null, expires: now.AddDays(-31));
        await AskAsync(seen, published, used: now.AddDays(-61), expires: now.AddDays(-20));
        await AskAsync(seen, now.AddDays(-61), used: null, expires: now.AddDays(-29));

        await RoundAsync(now);
        Assert.Equal([$"{published:yyyy-MM-dd} False"], await RequestsAsync(waiting)); // asked about, so that it is not asked again
        Assert.Equal([$"{now.AddDays(-61):yyyy-MM-dd} True"], await RequestsAsync(seen));

        using var editor = catalog.Caller("editor");
        (await editor.StepAsync(waiting, "archive", 2, new { reason = "gestopt" })).Is(HttpStatusCode.OK);
        await RoundAsync(now);
        Assert.Empty(await RequestsAsync(waiting));
    }

    [Theory]
    [InlineData("Decided", "00:00:00")]
    [InlineData("Links", "-1.00:00:00")]
    [InlineData("CorrectionTexts", "23:59:59")]
    public void A_time_under_a_day_is_taken_for_a_mistake(string name, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Retention:{name}", value)]).Build();
        Assert.Throws<InvalidOperationException>(() => RetentionOptions.Read(configuration));
    }

    private async Task RoundAsync(DateTimeOffset now) => await catalog.Services.GetRequiredService<RetentionRound>().RunAsync(now, TestContext.Current.CancellationToken);

    private Task<int> CorrectAsync(Guid id, string text, DateTimeOffset received, DateTimeOffset? decided) => catalog.ScalarAsync<int>("""
        insert into correction (id, service_id, kind, text, professional, state, version, received_at, decided_at)
        values (gen_random_uuid(), @id, 'other', @text, false, case when @decided::timestamptz is null then 'open' else 'accepted' end, 1, @received, @decided)
        """, new { id, text, received, decided });

    private Task<int> CheckAsync(Guid id, DateTimeOffset at, params string[] fields) => catalog.ScalarAsync<int>(
        "insert into verification (id, service_id, how, by_role, fields, verified_at) values (gen_random_uuid(), @id, 'phone', 'editor', @fields, @at)", new { id, at, fields });

    private Task<int> AskAsync(Guid id, DateTimeOffset since, DateTimeOffset? used, DateTimeOffset expires) => catalog.ScalarAsync<int>("""
        insert into verification_request (id, service_id, since, asked_at, token_hash, expires_at, used_at, recipient_ref)
        values (gen_random_uuid(), @id, @since, @since, decode(md5(random()::text), 'hex'), @expires, @used, gen_random_uuid())
        """, new { id, since, used, expires });

    private async Task<DateTimeOffset[]> ChecksAsync(Guid id) =>
        [.. (await catalog.ScalarAsync<DateTime[]>("select array_agg(verified_at) from verification where service_id = @id", new { id }))!.Select(t => new DateTimeOffset(t))];

    /// <summary>Since when, and whether there is a link.</summary>
    private async Task<string[]> RequestsAsync(Guid id) => await catalog.ScalarAsync<string[]>("""
        select array_agg(to_char(since at time zone 'utc', 'YYYY-MM-DD') || case when token_hash is null and recipient_ref is null then ' False' else ' True' end)
        from verification_request where service_id = @id
        """, new { id }) ?? [];
}
