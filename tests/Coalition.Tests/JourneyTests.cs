using System.Net;
using System.Text.Json;
using Dapper;
using Nabij.Contracts;
using Nabij.Testing;

namespace Coalition.Tests;

/// <summary>An unmet need becomes a gap, and the gap an agreement with an owner and a date.</summary>
public sealed class JourneyTests(CoalitionFixture service)
{
    [Fact]
    public async Task An_unmet_need_becomes_a_gap_and_an_agreement_answers_it()
    {
        using var town = await Town.FoundAsync(service);
        var (partner, person) = await town.JoinAsync("Welzijn", "care-welfare");
        await town.JoinAsync("De School", "education");
        Assert.Equal("active", (await town.Coordinator.StepAsync(town.Path, "activate")).Text("status"));

        await service.Broker.PublishAsync(Need(town.Municipality, "meaningful-contact", "older-75-plus"));
        var heard = await service.Broker.HearAsync<GapIdentified>(g => g.Municipality == town.Municipality);
        Assert.Equal(("meaningful-contact", "older-75-plus"), (heard.SupportType, heard.TargetGroup));
        var gap = Assert.Single((await town.Coordinator.ReadAsync($"{town.Path}/gaps")).Items());
        Assert.Equal((heard.GapId, "identified", 1, 0), (gap.Id(), gap.Text("status"), gap.GetProperty("count").GetInt32(), gap.Texts("agreementIds").Length));

        var proposed = await town.Coordinator.CreateAsync($"{town.Path}/agreements", Town.Terms(person.Id(), gap.Id()));
        Assert.Equal(("A-1", "proposed", "set"), (proposed.Text("number"), proposed.Text("status"), proposed.Text("dueStatus")));
        Assert.Equal("identified", (await town.Coordinator.ReadAsync($"/gaps/{gap.Id()}")).Text("status"));

        var agreed = await town.Coordinator.StepAsync($"/agreements/{proposed.Id()}", "agree");
        Assert.Equal(person.Id(), agreed.GetProperty("owner").GetProperty("personId").GetGuid());
        var told = await service.Broker.HearAsync<AgreementAgreed>(a => a.AgreementId == proposed.Id());
        Assert.Equal((gap.Id(), Town.Days(30), partner.GetProperty("organisationId").GetGuid(), 2L),
            (told.GapId!.Value, told.DueDate, told.Organisation!.Value, told.AggregateVersion));
        gap = await town.Coordinator.ReadAsync($"/gaps/{gap.Id()}");
        Assert.Equal(("addressed", proposed.Id().ToString()), (gap.Text("status"), Assert.Single(gap.Texts("agreementIds"))));

        await town.Coordinator.StepAsync($"/agreements/{proposed.Id()}", "start");
        var done = await town.Coordinator.StepAsync($"/agreements/{proposed.Id()}", "complete", new { result = "Twintig mensen eten mee" });
        Assert.Equal(("done", "no-longer-applicable"), (done.Text("status"), done.Text("dueStatus")));
        await service.Broker.HearAsync<AgreementCompleted>(a => a.AgreementId == proposed.Id() && a.GapId == gap.Id());

        await town.Coordinator.StepAsync($"/gaps/{gap.Id()}", "close", new { reason = "supply-arranged" });
        Assert.Equal("supply-arranged", (await service.Broker.HearAsync<GapClosed>(g => g.GapId == gap.Id())).Reason);
        Assert.Equal(["proposed", "agreed", "started", "completed"],
            (await town.Coordinator.ReadAsync($"/agreements/{proposed.Id()}/history")).Items().Select(h => h.Text("what")));
    }

    [Fact]
    public async Task A_need_that_is_told_twice_counts_once_also_after_the_inbox_forgot_it()
    {
        using var town = await Town.FoundAsync(service);
        var need = Need(town.Municipality, "practical-support", null);
        await service.Broker.PublishAsync(need);
        await service.Broker.HearAsync<GapIdentified>(g => g.Municipality == town.Municipality);
        await service.Broker.PublishAsync(need);
        await using (var connection = await service.Db.OpenConnectionAsync())
            await connection.ExecuteAsync("delete from inbox where message_id = @EventId", new { need.EventId });
        await service.Broker.PublishAsync(need);
        await service.Broker.PublishAsync(Need(town.Municipality, "practical-support", null));

        await CountAsync(town, 2);
        await Eventually.TrueAsync(async () => await service.ScalarAsync<bool>("select exists (select 1 from inbox where message_id = @EventId)", new { need.EventId }));
        Assert.Equal(2, await service.ScalarAsync<int>("select needs from gap where municipality = @Municipality", new { town.Municipality }));
        Assert.Single(service.Broker.Heard<GapIdentified>(), g => g.Municipality == town.Municipality);
    }

    [Fact]
    public async Task Needs_are_a_gap_from_the_threshold_on_per_way_of_support_and_target_group()
    {
        using var town = await Town.FoundAsync(service, gapThreshold: 3);
        NeedUnmet[] needs = [
            Need(town.Municipality, "social-skills", null), Need(town.Municipality, "social-skills", null),
            Need(town.Municipality, "social-skills", "young-people"), Need(town.Municipality, "valued-role", null),
        ];
        foreach (var need in needs) await service.Broker.PublishAsync(need);
        await CountedAsync(needs);
        Assert.Empty((await town.Coordinator.ReadAsync($"{town.Path}/gaps")).Items());
        var counting = await service.ScalarAsync<Guid>(
            "select id from gap where municipality = @Municipality and support_type = 'social-skills' and target_group is null", new { town.Municipality });
        using (var unseen = await town.Coordinator.GetAsync($"{Api.Base}/gaps/{counting}")) await unseen.BodyAsync(HttpStatusCode.NotFound);

        await service.Broker.PublishAsync(Need(town.Municipality, "social-skills", null));
        var gap = await service.Broker.HearAsync<GapIdentified>(g => g.Municipality == town.Municipality);
        Assert.Equal((counting, "social-skills", null), (gap.GapId, gap.SupportType, gap.TargetGroup));
        await CountAsync(town, 3);

        // A lower threshold names what was counted under the old one.
        await ChangeThresholdAsync(town, 1);
        await service.Broker.HearAsync<GapIdentified>(g => g.Municipality == town.Municipality && g.TargetGroup == "young-people");
        Assert.Equal(3, (await town.Coordinator.ReadAsync($"{town.Path}/gaps")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_need_from_before_the_coalition_is_seen_when_it_is_founded()
    {
        var municipality = service.NewMunicipality();
        var need = Need(municipality, "pastime-distraction", null);
        await service.Broker.PublishAsync(need);
        await CountedAsync(need);
        Assert.DoesNotContain(service.Broker.Heard<GapIdentified>(), g => g.Municipality == municipality);

        using var town = await Town.FoundAsync(service, municipality);
        await service.Broker.HearAsync<GapIdentified>(g => g.Municipality == municipality);
        await CountAsync(town, 1);
    }

    [Fact]
    public async Task Needs_after_a_gap_was_closed_are_counted_anew()
    {
        using var town = await Town.FoundAsync(service);
        await service.Broker.PublishAsync(Need(town.Municipality, "valued-role", null));
        var first = await service.Broker.HearAsync<GapIdentified>(g => g.Municipality == town.Municipality);
        await town.Coordinator.StepAsync($"/gaps/{first.GapId}", "close", new { reason = "no-gap" });

        await service.Broker.PublishAsync(Need(town.Municipality, "valued-role", null));
        var second = await service.Broker.HearAsync<GapIdentified>(g => g.Municipality == town.Municipality && g.GapId != first.GapId);
        Assert.Equal(1, (await town.Coordinator.ReadAsync($"/gaps/{second.GapId}")).GetProperty("count").GetInt32());
        using var again = await town.Coordinator.TryStepAsync($"/gaps/{first.GapId}", "close", new { reason = "no-gap" });
        await again.BodyAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Needs_and_a_coalition_that_come_at_the_same_moment_do_not_miss_each_other()
    {
        for (var i = 0; i < 5; i++)
        {
            var municipality = service.NewMunicipality();
            var founding = Town.FoundAsync(service, municipality);
            await service.Broker.PublishAsync(Need(municipality, "meaningful-contact", null));
            using var town = await founding;
            await service.Broker.HearAsync<GapIdentified>(g => g.Municipality == municipality);
        }
    }

    [Fact]
    public async Task A_gap_opens_again_when_its_last_agreement_is_cancelled()
    {
        using var town = await Town.FoundAsync(service);
        var (_, person) = await town.JoinAsync("Welzijn", "care-welfare");
        await service.Broker.PublishAsync(Need(town.Municipality, "valued-role", null));
        var gap = (await service.Broker.HearAsync<GapIdentified>(g => g.Municipality == town.Municipality)).GapId;
        var agreements = new List<Guid>();
        for (var i = 0; i < 2; i++)
        {
            agreements.Add((await town.Coordinator.CreateAsync($"{town.Path}/agreements", Town.Terms(person.Id(), gap))).Id());
            await town.Coordinator.StepAsync($"/agreements/{agreements[i]}", "agree");
        }

        await town.Coordinator.StepAsync($"/agreements/{agreements[0]}", "cancel", new { reason = "Dubbel" });
        Assert.Equal("addressed", (await town.Coordinator.ReadAsync($"/gaps/{gap}")).Text("status"));
        await town.Coordinator.StepAsync($"/agreements/{agreements[1]}", "cancel", new { reason = "Lukt niet" });
        Assert.Equal("identified", (await town.Coordinator.ReadAsync($"/gaps/{gap}")).Text("status"));
        Assert.Single(service.Broker.Heard<GapIdentified>(), g => g.GapId == gap);
    }

    private static NeedUnmet Need(string municipality, string supportType, string? targetGroup) => new()
    {
        SignalRef = Guid.NewGuid(),
        SupportType = supportType,
        TargetGroup = targetGroup,
        Municipality = municipality,
        OccurredAt = TimeProvider.System.GetUtcNow(),
        AggregateVersion = 1,
    };

    private Task CountedAsync(params NeedUnmet[] needs) => Eventually.TrueAsync(async () =>
        await service.ScalarAsync<int>("select count(*) from unmet_need where event_id = any(@ids)", new { ids = needs.Select(n => n.EventId).ToArray() }) == needs.Length);

    private static Task CountAsync(Town town, int expected) => Eventually.TrueAsync(async () => Read(await town.Coordinator.ReadAsync($"{town.Path}/gaps")) == expected);

    private static int Read(JsonElement gaps) => gaps.Items() is [var gap, ..] ? gap.GetProperty("count").GetInt32() : 0;

    private static async Task ChangeThresholdAsync(Town town, int gapThreshold)
    {
        var coordinator = (await town.Coordinator.ReadAsync(town.Path)).Text("coordinator");
        using var answer = await town.Coordinator.SendAsync(
            HttpMethod.Put, town.Path, new { name = "Samen", gapThreshold, coordinator }, await town.Coordinator.ETagAsync(town.Path));
        await answer.BodyAsync(HttpStatusCode.OK);
    }
}
