using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nabij.Contracts;
using Nabij.Testing;

namespace Signals.Tests.Referrals;

/// <summary>The provider's side of a referral.</summary>
public sealed class ReferralLoopTests(SignalsFixture signals)
{
    private static readonly string[] OnlyPhone = ["phone"], WithNote = ["name", "note"];

    private readonly HttpClient _handler = signals.Handler();
    private readonly Guid _provider = Guid.NewGuid();

    private Desk Desk => new(signals, _handler);

    private HttpClient Provider(string municipality = "GM0344", Guid? organisation = null) => signals.Caller("provider", municipality, organisation ?? _provider, "staff-of-provider");

    [Fact]
    public async Task A_provider_takes_a_person_reads_what_may_be_shared_starts_and_completes()
    {
        using var provider = Provider();
        var id = await Desk.ReceiveAsync();
        var eventRef = await Desk.RefOfAsync(id);
        var service = await Desk.ReferAsync(id, _provider, new { name = "Mevrouw Zonnebloem", phone = "0612345678" });
        var item = Assert.Single(await InboxAsync(provider));
        var referral = item.GetProperty("id").GetGuid();
        Assert.Equal((service, "sent"), (item.GetProperty("serviceId").GetGuid(), item.GetProperty("status").GetString()));
        Assert.DoesNotContain("Zonnebloem", item.GetRawText(), StringComparison.Ordinal);
        foreach (var hidden in new[] { id.ToString(), eventRef.ToString() }) Assert.DoesNotContain(hidden, item.GetRawText(), StringComparison.Ordinal);

        var audits = await AuditsAsync(id);
        var lines = await signals.ScalarAsync<long>("select count(*) from processing_log");
        var some = await OpenAsync(provider, referral, new { purpose = "assess", fields = OnlyPhone });
        Assert.Equal("""{"phone":"0612345678"}""", await some.Content.ReadAsStringAsync());
        var all = await OpenAsync(provider, referral, new { purpose = "contact" });
        Assert.Equal("""{"name":"Mevrouw Zonnebloem","phone":"0612345678"}""", await all.Content.ReadAsStringAsync());
        Assert.Equal((audits + 2, lines + 4), (await AuditsAsync(id), await signals.ScalarAsync<long>("select count(*) from processing_log")));
        Assert.Equal($"open provider {_provider} {{name,phone}}", await signals.ScalarAsync<string>(
            "select action || ' ' || role || ' ' || organisation_id || ' ' || fields::text from audit_log where signal_id = @id order by seq desc limit 1", new { id }));

        Assert.Equal((HttpStatusCode.Conflict, "accept reject start"), await TryAsync(provider, referral, "start"));
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(provider, referral, "accept")).Status);
        var accepted = await signals.HearAsync<ReferralAccepted>(eventRef);
        Assert.Equal((referral, service, "GM0344"), (accepted.ReferralId, accepted.ServiceId, accepted.Municipality));
        Assert.Equal("referred", await Desk.StateOfAsync(id));
        Assert.Equal(HttpStatusCode.Conflict, (await TryAsync(provider, referral, "accept")).Status);
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(provider, referral, "start")).Status);
        Assert.Equal("started", await Desk.StateOfAsync(id));
        Assert.Equal((HttpStatusCode.Conflict, "complete"), await TryAsync(provider, referral, "reject", new { reason = "full" }));
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(provider, referral, "complete")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await OpenAsync(provider, referral, new { purpose = "contact" })).StatusCode);
        Assert.Equal("referral-completed", await signals.ScalarAsync<string>("select flag from signal where id = @id", new { id }));
        await Desk.StepAsync(id, "close", new { outcome = "at-service", feedback = "send" });
        Assert.Equal((HttpStatusCode.Conflict, ""), await TryAsync(provider, referral, "complete"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_referral_that_is_rejected_goes_back_with_a_flag_and_the_reason(bool acceptedFirst)
    {
        using var provider = Provider();
        var id = await Desk.ReceiveAsync();
        var eventRef = await Desk.RefOfAsync(id);
        var service = await Desk.ReferAsync(id, _provider, new { name = "Mevrouw Zonnebloem" });
        var referral = Assert.Single(await InboxAsync(provider)).GetProperty("id").GetGuid();
        if (acceptedFirst) Assert.Equal(HttpStatusCode.OK, (await TryAsync(provider, referral, "accept")).Status);
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(provider, referral, "reject", new { reason = "full" })).Status);
        var rejected = await signals.HearAsync<ReferralRejected>(eventRef);
        Assert.Equal((referral, service, "full"), (rejected.ReferralId, rejected.ServiceId, rejected.Reason));
        Assert.Equal("accompanied", await Desk.StateOfAsync(id));
        var file = await _handler.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals/{id}");
        Assert.Equal(("referral-rejected", "returned", "full"), (file.GetProperty("flag").GetString(),
            file.GetProperty("referrals")[0].GetProperty("status").GetString(), file.GetProperty("referrals")[0].GetProperty("reason").GetString()));
        Assert.Equal(HttpStatusCode.Conflict, (await OpenAsync(provider, referral, new { purpose = "contact" })).StatusCode);
        Assert.Equal((HttpStatusCode.Conflict, ""), await TryAsync(provider, referral, "accept"));

        using var seen = new HttpRequestMessage(HttpMethod.Delete, $"{Desk.Base}/signals/{id}/flag");
        seen.Headers.TryAddWithoutValidation("If-Match", $"\"{await signals.ScalarAsync<long>("select version from signal where id = @id", new { id })}\"");
        using var cleared = await _handler.SendAsync(seen);
        Assert.Equal(HttpStatusCode.OK, cleared.StatusCode);
        Assert.False((await cleared.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("flag", out _));
    }

    [Fact]
    public async Task After_consent_is_withdrawn_the_provider_reads_nothing()
    {
        using var provider = Provider();
        var id = await Desk.ReceiveAsync();
        var service = await Desk.ReferAsync(id, _provider, new { name = "Mevrouw Zonnebloem" });
        var referral = Assert.Single(await InboxAsync(provider)).GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(provider, referral, "accept")).Status);
        var consent = await signals.ScalarAsync<Guid>("select id from consent where signal_id = @id and service_id = @service", new { id, service });
        await Desk.PostAsync(id, $"consents/{consent}/withdraw", new { }, HttpStatusCode.NoContent);

        using var answer = await OpenAsync(provider, referral, new { purpose = "contact" });
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.DoesNotContain("Zonnebloem", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Conflict, ""), await TryAsync(provider, referral, "start"));
        var item = Assert.Single(await InboxAsync(provider));
        Assert.Equal(("cancelled", 0), (item.GetProperty("status").GetString(), item.GetProperty("fields").GetArrayLength()));
    }

    [Fact]
    public async Task While_the_person_objects_the_provider_reads_nothing()
    {
        using var provider = Provider();
        var id = await Desk.ReceiveAsync();
        await Desk.ReferAsync(id, _provider, new { name = "Mevrouw Zonnebloem" });
        var referral = Assert.Single(await InboxAsync(provider)).GetProperty("id").GetGuid();
        await signals.ScalarAsync<object>("update signal set restricted_at = now() where id = @id", new { id });
        using var answer = await OpenAsync(provider, referral, new { purpose = "contact" });
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.DoesNotContain("Zonnebloem", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_is_shared_than_the_person_agreed_to()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.AccompanyAsync(id);
        var service = await Desk.KnownServiceAsync(signals, _provider);
        await Desk.PostAsync(id, "consents", new { purpose = "share-with-provider", serviceId = service, fields = WithNote, givenBy = "subject", form = "oral" });
        await Desk.PostAsync(id, "consents", new { purpose = "contact", fields = WithNote, givenBy = "subject", form = "oral" }, HttpStatusCode.BadRequest);
        using var tooMuch = await Desk.TryStepAsync(id, "refer", new { serviceId = service, share = new { name = "Mevrouw Zonnebloem", address = "Dorpsstraat 1" } });
        Assert.Equal(HttpStatusCode.Conflict, tooMuch.StatusCode);
        var secret = $"verwijzing{Guid.NewGuid():N}";
        await Desk.StepAsync(id, "refer", new { serviceId = service, share = new { name = "Mevrouw Zonnebloem", note = secret } });
        Assert.DoesNotContain(await Desk.EveryRowAsync(signals), row => row.Contains(secret, StringComparison.Ordinal) || row.Contains("Zonnebloem", StringComparison.Ordinal));

        using var provider = Provider();
        var referral = Assert.Single(await InboxAsync(provider)).GetProperty("id").GetGuid();
        using var opened = await OpenAsync(provider, referral, new { purpose = "assess" });
        Assert.Contains(secret, await opened.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("processing_log")]
    [InlineData("audit_log")]
    public async Task What_cannot_be_logged_is_not_shown_to_a_provider(string log)
    {
        using var provider = Provider();
        var id = await Desk.ReceiveAsync();
        await Desk.ReferAsync(id, _provider, new { name = "Mevrouw Zonnebloem" });
        var referral = Assert.Single(await InboxAsync(provider)).GetProperty("id").GetGuid();
        await using var connection = await signals.Db.OpenConnectionAsync();
        await Dapper.SqlMapper.ExecuteAsync(connection, $"revoke insert on {log} from signals_app");
        try
        {
            using var answer = await OpenAsync(provider, referral, new { purpose = "assess" });
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.DoesNotContain("Zonnebloem", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            await Dapper.SqlMapper.ExecuteAsync(connection, $"grant insert on {log} to signals_app");
        }

        using var curious = await OpenAsync(provider, referral, new { purpose = "curiosity" });
        Assert.Equal(HttpStatusCode.BadRequest, curious.StatusCode);
    }

    [Fact]
    public async Task A_provider_of_elsewhere_sees_no_referral_and_a_handler_has_no_inbox()
    {
        using var provider = Provider();
        var id = await Desk.ReceiveAsync();
        await Desk.ReferAsync(id, _provider, new { name = "Mevrouw Zonnebloem" });
        var referral = Assert.Single(await InboxAsync(provider)).GetProperty("id").GetGuid();
        foreach (var stranger in new[] { Provider(organisation: Guid.NewGuid()), Provider("GM0363"), Provider("*", Guid.NewGuid()) })
        {
            Assert.Empty(await InboxAsync(stranger));
            using var one = await stranger.GetAsync($"{Desk.Base}/referrals/{referral}");
            using var opened = await OpenAsync(stranger, referral, new { purpose = "assess" });
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (one.StatusCode, opened.StatusCode));
            foreach (var step in new[] { "accept", "start", "complete" }) Assert.Equal(HttpStatusCode.NotFound, (await TryAsync(stranger, referral, step, version: "*")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await TryAsync(stranger, referral, "reject", new { reason = "full" }, "*")).Status);
        }

        using var inbox = await _handler.GetAsync($"{Desk.Base}/referrals");
        Assert.Equal(HttpStatusCode.Forbidden, inbox.StatusCode);
        using var list = await provider.GetAsync($"{Desk.Base}/signals");
        Assert.Equal(HttpStatusCode.Forbidden, list.StatusCode);
    }

    [Fact]
    public async Task Of_two_who_answer_a_referral_at_once_one_wins()
    {
        using var provider = Provider();
        var id = await Desk.ReceiveAsync();
        await Desk.ReferAsync(id, _provider);
        var referral = Assert.Single(await InboxAsync(provider)).GetProperty("id").GetGuid();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => TryAsync(provider, referral, i % 2 == 0 ? "accept" : "reject", i % 2 == 0 ? null : new { reason = "full" }, "\"1\"")));
        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(5, answers.Count(a => a.Status == HttpStatusCode.PreconditionFailed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_that_pauses_or_ends_flags_who_was_referred_to_it(bool archived)
    {
        var id = await Desk.ReceiveAsync();
        var service = await Desk.ReferAsync(id, _provider);
        var untouched = await Desk.ReceiveAsync();
        await Desk.ReferAsync(untouched, _provider);
        var version = await signals.ScalarAsync<long>("select version from signal where id = @id", new { id });
        var now = TimeProvider.System.GetUtcNow();
        await signals.Broker.PublishAsync(archived
            ? new ServiceArchived { OccurredAt = now, AggregateVersion = 2, ServiceId = service }
            : new ServicePaused { OccurredAt = now, AggregateVersion = 2, ServiceId = service });
        var flag = archived ? "service-archived" : "service-paused";
        await Eventually.TrueAsync(async () => await FlagOfAsync(id) == flag);
        Assert.Equal(version + 1, await signals.ScalarAsync<long>("select version from signal where id = @id", new { id }));
        Assert.Null(await FlagOfAsync(untouched));
        var flagged = await _handler.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals?flagged=true&state=referred&pageSize=100");
        Assert.Contains(flagged.GetProperty("items").EnumerateArray(), i => i.GetProperty("id").GetGuid() == id && i.GetProperty("flag").GetString() == flag);

        if (archived)
        {
            await Desk.StepAsync(id, "return-referral", new { reason = "stopped" });
        }
        else
        {
            await Desk.PublishAsync(signals, service, _provider, 3);
        }

        await Eventually.TrueAsync(async () => await FlagOfAsync(id) is null);
    }

    private Task<string?> FlagOfAsync(Guid id) => signals.ScalarAsync<string>("select flag from signal where id = @id", new { id });

    private Task<long> AuditsAsync(Guid id) => signals.ScalarAsync<long>("select count(*) from audit_log where signal_id = @id", new { id });

    private static async Task<List<JsonElement>> InboxAsync(HttpClient provider) =>
        [.. (await provider.GetFromJsonAsync<JsonElement>($"{Desk.Base}/referrals?pageSize=100")).GetProperty("items").EnumerateArray()];

    private static Task<HttpResponseMessage> OpenAsync(HttpClient provider, Guid referral, object body) => provider.PostAsJsonAsync($"{Desk.Base}/referrals/{referral}/open", body);

    /// <summary>With the version of now, unless told otherwise. Returns what is allowed when it was refused.</summary>
    private async Task<(HttpStatusCode Status, string Allowed)> TryAsync(HttpClient provider, Guid referral, string step, object? body = null, string? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Desk.Base}/referrals/{referral}/{step}");
        request.Headers.TryAddWithoutValidation("If-Match", version ?? $"\"{await signals.ScalarAsync<long>("select version from referral where id = @referral", new { referral })}\"");
        if (body is not null) request.Content = JsonContent.Create(body);
        using var answer = await provider.SendAsync(request);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (answer.StatusCode, problem.TryGetProperty("allowed", out var allowed) ? string.Join(' ', allowed.EnumerateArray().Select(a => a.GetString())) : "");
    }
}
