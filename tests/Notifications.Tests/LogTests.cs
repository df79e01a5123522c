using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.Notifications.EventLog;
using Nabij.Testing;

namespace Notifications.Tests;

/// <summary>The event log: one CloudEvent per event, at a position without gaps, in the order of the commits.</summary>
public sealed class LogTests(NotificationsFixture notifications)
{
    [Fact]
    public async Task An_event_becomes_one_cloud_event_of_the_dutch_profile()
    {
        var e = new ServicePublished
        {
            OccurredAt = TimeProvider.System.GetUtcNow(),
            AggregateVersion = 3,
            ServiceId = Guid.NewGuid(),
            SupportTypes = ["1"],
            TargetGroups = [],
            National = true,
            Municipalities = [],
        };
        await notifications.Broker.PublishAsync(e);
        await notifications.Broker.PublishAsync(e); // a duplicate delivery
        var partner = new Partner(notifications);
        await partner.LoggedAsync(e);

        var json = JsonSerializer.Deserialize<JsonElement>((await notifications.ScalarAsync<string>("select event::text from event_log where event_id = @EventId", new { e.EventId }))!);
        var position = await notifications.ScalarAsync<long>("select position from event_log where event_id = @EventId", new { e.EventId });
        Assert.Equal("1.0", json.GetProperty("specversion").GetString());
        Assert.Equal(e.EventId.ToString(), json.GetProperty("id").GetString());
        Assert.Matches("^urn:nld:oin:[0-9]{20}:systeem:nabij-catalog$", json.GetProperty("source").GetString());
        Assert.Equal("nl.nabij.catalog.service-published.v1", json.GetProperty("type").GetString());
        Assert.EndsWith("Z", json.GetProperty("time").GetString(), StringComparison.Ordinal);
        Assert.Equal("application/json", json.GetProperty("datacontenttype").GetString());
        Assert.Equal($"http://localhost:8080/catalog/v1/services/{e.ServiceId}", json.GetProperty("dataref").GetString());
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$", json.GetProperty("traceparent").GetString());
        Assert.Equal($"{position:D20}", json.GetProperty("sequence").GetString());
        Assert.All(json.EnumerateObject(), p => Assert.Matches("^[a-z0-9]{1,20}$", p.Name));
        var data = json.GetProperty("data");
        Assert.Equal(e.ServiceId, data.GetProperty("serviceId").GetGuid());
        Assert.Equal(e.OccurredAt.ToUnixTimeMilliseconds(), data.GetProperty("occurredAt").GetDateTimeOffset().ToUnixTimeMilliseconds());
        Assert.False(data.TryGetProperty("eventId", out _));
    }

    [Fact]
    public async Task An_internal_event_is_not_logged()
    {
        var partner = new Partner(notifications);
        var signal = Guid.NewGuid();
        var notice = new ReporterNoticeDue
        {
            OccurredAt = TimeProvider.System.GetUtcNow(),
            AggregateVersion = 1,
            SignalRef = signal,
            RecipientRef = Guid.NewGuid(),
            Template = "signal-closed",
            Municipality = partner.Municipality,
        };
        await notifications.Broker.PublishAsync(notice);
        await partner.LoggedAsync(await partner.ReferAsync(signal)); // after it, in the same lane
        Assert.Equal(0, await notifications.ScalarAsync<long>("select count(*) from event_log where event_id = @EventId", new { notice.EventId }));
    }

    [Fact]
    public async Task Positions_have_no_gaps_and_a_reader_of_the_feed_misses_nothing_while_many_write()
    {
        const int Writers = 8, Each = 60;
        var partner = new Partner(notifications);
        var after = await notifications.ScalarAsync<long>("select position from log_position");
        var begun = after;
        var publish = Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            // Writers of their own, past the broker: as many transactions at once as there can be, of which some fail.
            var handler = ActivatorUtilities.CreateInstance<LogEvent<SignalReferred>>(notifications.Services);
            var ids = new List<Guid>();
            for (var i = 0; i < Each; i++)
            {
                await using var work = notifications.Services.GetRequiredService<UnitOfWorkFactory>().Begin();
                var e = new SignalReferred
                {
                    OccurredAt = TimeProvider.System.GetUtcNow(),
                    AggregateVersion = i,
                    Municipality = partner.Municipality,
                    SignalRef = Guid.NewGuid(),
                    ReferralId = Guid.NewGuid(),
                    ServiceId = Guid.NewGuid(),
                };
                await handler.HandleAsync(e, work, CancellationToken.None);
                if (Random.Shared.Next(4) == 0) await Task.Yield();
                if (Random.Shared.Next(5) == 0)
                {
                    await work.RollbackAsync();
                    continue;
                }

                await work.CommitAsync();
                ids.Add(e.EventId);
            }

            return ids;
        }));

        var seen = new List<Guid>();
        while (true)
        {
            var over = publish.IsCompleted;
            using var answer = await partner.Http.GetAsync($"/notifications/v1/events?after={after}&limit=7");
            var batch = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
            seen.AddRange(batch.EnumerateArray().Where(e => e.GetProperty("data").GetProperty("municipality").GetString() == partner.Municipality).Select(e => e.GetProperty("id").GetGuid()));
            after = FeedTests.CursorOf(answer);
            if (over && batch.GetArrayLength() == 0) break;
        }

        var written = (await publish).SelectMany(ids => ids).ToList();
        Assert.Equal(written.Order(), seen.Order());
        await using var connection = await notifications.Db.OpenConnectionAsync();
        var positions = (await connection.QueryAsync<long>("select position from event_log where position > @begun order by 1", new { begun })).AsList();
        Assert.Equal(Enumerable.Range(1, positions.Count).Select(i => begun + i), positions);
    }

    [Fact]
    public async Task A_later_position_cannot_commit_before_an_earlier_one()
    {
        var partner = new Partner(notifications);
        var handler = ActivatorUtilities.CreateInstance<LogEvent<SignalClosed>>(notifications.Services);
        var works = notifications.Services.GetRequiredService<UnitOfWorkFactory>();
        SignalClosed New() => new() { OccurredAt = TimeProvider.System.GetUtcNow(), AggregateVersion = 1, Municipality = partner.Municipality, SignalRef = Guid.NewGuid(), Outcome = "x" };
        await using var slow = works.Begin();
        var (first, second) = (New(), New());
        await handler.HandleAsync(first, slow, CancellationToken.None);
        var fast = Task.Run(async () =>
        {
            await using var work = works.Begin();
            await handler.HandleAsync(second, work, CancellationToken.None);
            await work.CommitAsync();
        });
        await Eventually.TrueAsync(async () => await notifications.ScalarAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'update log_position%'") > 0);
        Assert.False(fast.IsCompleted);
        Assert.Equal(0, await notifications.ScalarAsync<long>("select count(*) from event_log where event_id = any(@ids)", new { ids = new[] { first.EventId, second.EventId } }));
        await slow.CommitAsync();
        await fast.WaitAsync(TimeSpan.FromSeconds(10));
        await using var connection = await notifications.Db.OpenConnectionAsync();
        var ids = await connection.QueryAsync<Guid>("select event_id from event_log where event_id = any(@ids) order by position", new { ids = new[] { first.EventId, second.EventId } });
        Assert.Equal([first.EventId, second.EventId], ids);
    }

    [Fact]
    public async Task Events_are_forgotten_after_the_retention_with_their_deliveries()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver);
        var (old, young) = (await partner.ReferAsync(), await partner.ReferAsync());
        await partner.DeliveryAsync(subscription, old, "delivered");
        await partner.DeliveryAsync(subscription, young, "delivered");
        await notifications.ScalarAsync<int>("update event_log set logged_at = now() - interval '91 days' where event_id = @EventId", new { old.EventId });
        await notifications.Services.GetRequiredService<LogPurge>().RunAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None);
        Assert.Equal([young.EventId], (await partner.DeliveriesAsync(subscription)).Select(d => d.GetProperty("eventId").GetGuid()));
        Assert.Equal(1, await notifications.ScalarAsync<long>("select count(*) from event_log where event_id = any(@ids)", new { ids = new[] { old.EventId, young.EventId } }));
    }

    [Fact]
    public void The_log_retries_in_place_and_never_through_a_delay() =>
        Assert.Empty(notifications.Services.GetRequiredService<MessagingOptions>().DelayedRetries);
}
