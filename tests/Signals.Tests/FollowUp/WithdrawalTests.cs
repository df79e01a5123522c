using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Contracts;
using Nabij.Reference.Calendar;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Retention;

namespace Signals.Tests.FollowUp;

/// <summary>The person takes a consent back.</summary>
public sealed class WithdrawalTests(SignalsFixture signals)
{
    private readonly HttpClient _handler = signals.Handler();
    private readonly Guid _provider = Guid.NewGuid();

    private Desk Desk => new(signals, _handler);

    private static DateTimeOffset In(int days) => TimeProvider.System.GetUtcNow().AddDays(days);

    [Theory]
    [InlineData("share-with-provider")]
    [InlineData("contact")]
    public async Task The_referral_is_cancelled_its_provider_is_told_by_reference_and_the_clock_starts(string purpose)
    {
        var id = await Desk.ReceiveAsync();
        var eventRef = await Desk.RefOfAsync(id);
        var service = await Desk.ReferAsync(id, _provider, new { name = "Mevrouw Zonnebloem" });
        Assert.Null(await LastDayAsync(id));
        await WithdrawAsync(id, purpose);

        var told = await signals.HearAsync<ReferralCancelled>(eventRef);
        var referral = await signals.ScalarAsync<Guid>("select id from referral where signal_id = @id and status = 'cancelled'", new { id });
        Assert.Equal((referral, service, _provider, "GM0344"), (told.ReferralId, told.ServiceId, told.Organisation!.Value, told.Municipality));
        Assert.Equal(await VersionAsync(id), told.AggregateVersion);
        Assert.Equal(State.Accompanied, await Desk.StateOfAsync(id));
        Assert.Equal(DutchDay.Of(In(90)), await LastDayAsync(id));
        Assert.Equal(purpose, await signals.ScalarAsync<string>("select purpose from audit_log where signal_id = @id and action = 'withdraw-consent'", new { id }));

        // A second time there is nothing left to withdraw.
        var version = await VersionAsync(id);
        await WithdrawAsync(id, purpose);
        Assert.Equal(version, await VersionAsync(id));
        Assert.Single(signals.Broker.Heard<ReferralCancelled>(), e => e.SignalRef == eventRef);
    }

    [Fact]
    public async Task The_clock_is_that_of_the_municipality_for_who_declines()
    {
        await ExecuteAsync("""
            insert into retention_terms values ('GM0344', '{"declined":30,"helped":700}', 1, now()) on conflict (municipality) do update set days = excluded.days
            """);
        try
        {
            var id = await Desk.ReceiveAsync();
            await Desk.AccompanyAsync(id);
            await WithdrawAsync(id, "contact");
            Assert.Equal(DutchDay.Of(In(30)), await LastDayAsync(id));
            await Desk.StepAsync(id, "close", new { outcome = "helped", feedback = "send" });
            Assert.Equal(DutchDay.Of(In(30)), await LastDayAsync(id));
        }
        finally
        {
            await ExecuteAsync("update retention_terms set days = '{}' where municipality = 'GM0344'");
        }
    }

    [Fact]
    public async Task Who_wants_no_contact_is_neither_sought_nor_referred_and_goes_on_the_last_day_though_nobody_closed_it()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.AccompanyAsync(id);
        var service = await Desk.KnownServiceAsync(signals, _provider);
        await Desk.ConsentAsync(id, "share-with-provider", service);
        await WithdrawAsync(id, "contact");
        await Desk.PostAsync(id, "contact-attempts", new { medium = "phone", result = "no-answer" }, HttpStatusCode.Conflict);
        using (var referred = await Desk.TryStepAsync(id, "refer", new { serviceId = service })) Assert.Equal(HttpStatusCode.Conflict, referred.StatusCode);

        await NightAsync(90);
        Assert.Equal(State.Accompanied, await Desk.StateOfAsync(id));
        Assert.Null(await HeldByAsync(id, 91));
        var eventRef = await Desk.RefOfAsync(id);
        await NightAsync(91);
        Assert.Equal(State.Erased, await Desk.StateOfAsync(id));
        await signals.HearAsync<SignalErased>(eventRef);
        Assert.Null(await signals.ScalarAsync<DateTime?>("select withdrawn_until from signal where id = @id", new { id }));
    }

    [Fact]
    public async Task Who_still_wants_contact_is_not_destroyed_under_the_hands_of_the_handler()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.ReferAsync(id, _provider);
        await WithdrawAsync(id, "share-with-provider");
        await Desk.AttemptAsync(id, "reached");
        await NightAsync(91);
        Assert.Equal(State.Accompanied, await Desk.StateOfAsync(id));
        await Desk.StepAsync(id, "close", new { outcome = "stopped-by-person", feedback = "send" });
        Assert.Equal(DutchDay.Of(In(90)), await LastDayAsync(id));
        await NightAsync(91);
        Assert.Equal(State.Erased, await Desk.StateOfAsync(id));
    }

    [Fact]
    public async Task To_share_with_somebody_is_no_consent_to_contact_and_stops_no_clock()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.AccompanyAsync(id);
        await WithdrawAsync(id, "contact");
        await Desk.ConsentAsync(id, "share-with-provider", await Desk.KnownServiceAsync(signals, _provider));
        Assert.Equal(DutchDay.Of(In(90)), await LastDayAsync(id));
        await NightAsync(91);
        Assert.Equal(State.Erased, await Desk.StateOfAsync(id));
    }

    [Fact]
    public async Task Who_never_spoke_of_contact_and_takes_back_to_share_may_still_be_called_and_is_not_destroyed()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.ContactAsync(id);
        await Desk.ConsentAsync(id, "share-with-provider", await Desk.KnownServiceAsync(signals, _provider));
        await WithdrawAsync(id, "share-with-provider");
        await Desk.AttemptAsync(id, "reached");
        await NightAsync(91);
        Assert.Equal(State.Contacted, await Desk.StateOfAsync(id));
    }

    [Fact]
    public async Task A_provider_whose_consent_was_given_twice_reads_on_after_one_is_taken_back()
    {
        var id = await Desk.ReceiveAsync();
        var service = await Desk.ReferAsync(id, _provider, new { name = "Mevrouw Zonnebloem" });
        await Desk.ConsentAsync(id, "share-with-provider", service);
        await WithdrawAsync(id, "share-with-provider");
        Assert.Equal(State.Referred, await Desk.StateOfAsync(id));
        using var provider = signals.Caller("provider", organisation: _provider);
        var referral = await signals.ScalarAsync<Guid>("select id from referral where signal_id = @id", new { id });
        using var opened = await provider.PostAsJsonAsync($"{Desk.Base}/referrals/{referral}/open", new { purpose = "contact" });
        Assert.Contains("Mevrouw Zonnebloem", await opened.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Who_agrees_again_stops_the_clock_and_to_withdraw_the_old_consent_once_more_does_not_start_it()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.AccompanyAsync(id);
        var old = await WithdrawAsync(id, "contact");
        await Desk.ConsentAsync(id, "effect-measurement");
        Assert.NotNull(await LastDayAsync(id));
        var version = await VersionAsync(id);
        await Desk.ConsentAsync(id, "contact");
        Assert.Equal((null, version + 1), (await LastDayAsync(id), await VersionAsync(id)));
        await Desk.PostAsync(id, $"consents/{old}/withdraw", new { }, HttpStatusCode.NoContent);
        Assert.Null(await LastDayAsync(id));
        await Desk.AttemptAsync(id, "reached");
        await NightAsync(400);
        Assert.Equal(State.Accompanied, await Desk.StateOfAsync(id));
        await Desk.StepAsync(id, "close", new { outcome = "helped", feedback = "send" });
        Assert.Equal(DutchDay.Of(In(365)), await LastDayAsync(id));
    }

    [Fact]
    public async Task A_legal_hold_keeps_it_and_news_that_nobody_read_gives_its_week()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.AccompanyAsync(id);
        await WithdrawAsync(id, "contact");
        await ExecuteAsync("update signal set hold_reason = 'claim' where id = @id", id);
        await NightAsync(91);
        Assert.Equal((State.Accompanied, "legal-hold"), (await Desk.StateOfAsync(id), await HeldByAsync(id, 91)));
        await ExecuteAsync("update signal set hold_reason = null where id = @id", id);
        await ExecuteAsync("insert into message (id, signal_id, kind, text, sent_at) values (gen_random_uuid(), @id, 'addition', 'sealed', now())", id);
        await NightAsync(91);
        Assert.Equal((State.Accompanied, "grace"), (await Desk.StateOfAsync(id), await HeldByAsync(id, 98)));
        await NightAsync(99);
        Assert.Equal(State.Erased, await Desk.StateOfAsync(id));
    }

    [Fact]
    public async Task Who_agrees_again_between_the_ledger_and_the_cut_cancels_the_erasure()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.AccompanyAsync(id);
        await WithdrawAsync(id, "contact");
        await signals.Services.GetRequiredService<Erasure>().Steps[0](new ErasureTask(id, ErasureScope.Signal, ErasureReason.Retention), CancellationToken.None);
        await Desk.ConsentAsync(id, "contact");
        await signals.Services.GetRequiredService<RetentionRound>().ResumeAsync(CancellationToken.None);
        Assert.Equal(State.Accompanied, await Desk.StateOfAsync(id));
        await using var connection = await signals.LedgerDb.OpenConnectionAsync();
        Assert.Equal(["started", "cancelled"], await connection.QueryAsync<string>("select step from erasure where signal_id = @id order by position", new { id }));
    }

    [Theory]
    [InlineData(365, 90)]
    [InlineData(10, 10)]
    public async Task Of_a_closed_signal_the_day_comes_nearer_and_never_further(int kept, int last)
    {
        var id = await Desk.ReceiveAsync();
        await Desk.AccompanyAsync(id);
        await Desk.StepAsync(id, "close", new { outcome = "helped", feedback = "send" });
        await ExecuteAsync($"update signal set retain_until = (now() at time zone 'Europe/Amsterdam')::date + {kept} where id = @id", id);
        await WithdrawAsync(id, "contact");
        Assert.Equal((State.Closed, DutchDay.Of(In(last))), (await Desk.StateOfAsync(id), await LastDayAsync(id)));
        await NightAsync(last);
        Assert.Equal(State.Closed, await Desk.StateOfAsync(id));
        await NightAsync(last + 1);
        Assert.Equal(State.Erased, await Desk.StateOfAsync(id));
    }

    [Fact]
    public async Task A_consent_of_another_signal_is_not_withdrawn_by_this_one()
    {
        var (id, other) = (await Desk.ReceiveAsync(), await Desk.ReceiveAsync());
        await Desk.AccompanyAsync(id);
        var consent = await signals.ScalarAsync<Guid>("select id from consent where signal_id = @id", new { id });
        await Desk.PostAsync(other, $"consents/{consent}/withdraw", new { }, HttpStatusCode.NotFound);
        using var elsewhere = await signals.Handler("GM0363").PostAsJsonAsync($"{Desk.Base}/signals/{id}/consents/{consent}/withdraw", new { });
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        Assert.Null(await LastDayAsync(id));
    }

    /// <summary>The first one of a purpose, be it withdrawn already.</summary>
    private async Task<Guid> WithdrawAsync(Guid id, string purpose)
    {
        var consent = await signals.ScalarAsync<Guid>("select id from consent where signal_id = @id and purpose = @purpose order by given_at limit 1", new { id, purpose });
        await Desk.PostAsync(id, $"consents/{consent}/withdraw", new { }, HttpStatusCode.NoContent);
        return consent;
    }

    private async Task<DateOnly?> LastDayAsync(Guid id) =>
        (await _handler.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals/{id}")).TryGetProperty("retainUntil", out var day) ? DateOnly.Parse(day.GetString()!, null) : null;

    private Task<long> VersionAsync(Guid id) => signals.ScalarAsync<long>("select version from signal where id = @id", new { id });

    private Task<int> NightAsync(int days) => signals.Services.GetRequiredService<RetentionRound>().RunNightAsync(In(days), CancellationToken.None);

    private async Task<string?> HeldByAsync(Guid id, int days)
    {
        using var officer = signals.Officer();
        var due = await officer.GetFromJsonAsync<JsonElement>($"{Desk.Base}/privacy/retention?asOf={DutchDay.Of(In(days)):yyyy-MM-dd}&pageSize=100");
        var item = due.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("id").GetGuid() == id);
        return item.TryGetProperty("heldBy", out var held) ? held.GetString() : null;
    }

    private async Task ExecuteAsync(string sql, Guid id = default)
    {
        await using var connection = await signals.Db.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, new { id });
    }
}
