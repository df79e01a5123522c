using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nabij.Contracts;
using Nabij.Signals.FollowUp;
using Nabij.Testing;

namespace Signals.Tests;

public sealed class FollowUpTests(SignalsFixture signals)
{
    private readonly HttpClient _handler = signals.Handler();

    private Desk Desk => new(signals, _handler);

    [Fact]
    public async Task A_signal_goes_from_the_work_list_to_a_service_of_the_catalogue()
    {
        var id = await Desk.ReceiveAsync();
        var eventRef = await Desk.RefOfAsync(id);
        var service = await Desk.ReferAsync(id);

        Assert.Equal("contact-planned", (await signals.HearAsync<SignalTriaged>(eventRef)).Decision);
        await signals.HearAsync<SignalContacted>(eventRef);
        var referred = await signals.HearAsync<SignalReferred>(eventRef);
        Assert.Equal((service, "GM0344", SignalsFixture.Organisation), (referred.ServiceId, referred.Municipality, referred.Organisation!.Value));

        await Desk.StepAsync(id, "start-service");
        await Desk.StepAsync(id, "close", new { outcome = "at-service", feedback = "send" });
        var closed = await signals.HearAsync<SignalClosed>(eventRef);
        Assert.Equal(("at-service", 8L), (closed.Outcome, closed.AggregateVersion));
        await signals.Broker.HearAsync<ReporterNoticeDue>(n => n.SignalRef == eventRef && n.Template == "signal-closed");

        var file = await _handler.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals/{id}");
        Assert.Equal("ended", file.GetProperty("referrals")[0].GetProperty("status").GetString());
        Assert.Equal(2, file.GetProperty("consents").GetArrayLength());
        Assert.Equal(8, await signals.ScalarAsync<long>("select max(version) from signal_transition where signal_id = @id", new { id }));
    }

    [Fact]
    public async Task When_no_service_fits_the_missing_support_becomes_known()
    {
        var id = await Desk.ReceiveAsync();
        var eventRef = await Desk.RefOfAsync(id);
        await Desk.AccompanyAsync(id);
        using var untold = await Desk.TryStepAsync(id, "close", new { outcome = "no-suitable-service", feedback = "send" });
        Assert.Equal(HttpStatusCode.BadRequest, untold.StatusCode);
        await Desk.StepAsync(id, "close", new { outcome = "no-suitable-service", supportType = "valued-role", targetGroup = "bereaved", feedback = "subject-objects" });
        var unmet = await signals.HearAsync<NeedUnmet>(eventRef);
        Assert.Equal(("valued-role", "bereaved", "GM0344"), (unmet.SupportType, unmet.TargetGroup, unmet.Municipality));
        Assert.DoesNotContain(signals.Broker.Heard<ReporterNoticeDue>(), n => n.SignalRef == eventRef && n.Template == "signal-closed");
    }

    [Fact]
    public async Task A_step_that_the_state_does_not_allow_is_409_with_the_ones_it_does()
    {
        var id = await Desk.ReceiveAsync();
        Dictionary<string, object> bodies = new()
        {
            ["not-taken"] = new { reason = "spam" },
            ["propose-hand-over"] = new { to = "safe-at-home" },
            ["hand-over"] = new { to = "safe-at-home" },
            ["resume-triage"] = new { reason = "not-needed" },
            ["reopen"] = new { reason = "asked-again" },
            ["plan-contact"] = new { legalBasis = "public-task" },
            ["record-contact"] = new { informed = "phone" },
            ["refer"] = new { serviceId = Guid.NewGuid() },
            ["return-referral"] = new { reason = "full" },
            ["close"] = new { outcome = "helped" },
        };
        foreach (var step in Transition.All.Where(t => t.By == "handler" && !t.From.Contains(State.Received)))
        {
            using var answer = await Desk.TryStepAsync(id, step.Name, bodies.GetValueOrDefault(step.Name));
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(["start-triage", "not-taken"], problem.GetProperty("allowed").EnumerateArray().Select(a => a.GetString()));
        }

        Assert.Equal(State.Received, await Desk.StateOfAsync(id));
        var next = await _handler.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals/{id}/transitions/next");
        Assert.Equal(["start-triage", "not-taken"], next.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Every_step_of_the_table_has_an_address()
    {
        var document = await _handler.GetFromJsonAsync<JsonElement>($"{Desk.Base}/openapi.json");
        Assert.All(Transition.All, step => Assert.True(document.GetProperty("paths").TryGetProperty(
            step.By == "handler" ? $"/signals/{{id}}/transitions/{step.Name}" : $"/referrals/{{id}}/{step.Name.Split('-')[0]}", out _), step.Name));
    }

    [Fact]
    public async Task A_guard_says_what_is_needed_and_next_says_so_before()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.StepAsync(id, "start-triage");
        await Desk.StepAsync(id, "plan-contact", new { legalBasis = "public-task" });
        using var refused = await Desk.TryStepAsync(id, "record-contact", new { informed = "phone" });
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("contactpoging", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);

        Assert.False(await IsMetAsync(id, "record-contact", "contact-reached"));
        await Desk.AttemptAsync(id, "reached");
        Assert.True(await IsMetAsync(id, "record-contact", "contact-reached"));
        await Desk.StepAsync(id, "record-contact", new { informed = "phone" });
    }

    [Fact]
    public async Task Contact_is_not_tried_before_its_legal_basis_and_consent_not_asked_before_contact()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.PostAsync(id, "contact-attempts", new { medium = "phone", result = "reached" }, HttpStatusCode.Conflict);
        await Desk.PostAsync(id, "consents", new { purpose = "contact", givenBy = "subject", form = "oral" }, HttpStatusCode.Conflict);
        await Desk.PostAsync(id, "consents", new { purpose = "share-with-provider", givenBy = "subject", form = "oral" }, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task After_two_attempts_somebody_was_not_reached_and_can_be_tried_again()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.StepAsync(id, "start-triage");
        await Desk.StepAsync(id, "plan-contact", new { legalBasis = "public-task" });
        await Desk.AttemptAsync(id, "no-answer");
        using var tooSoon = await Desk.TryStepAsync(id, "not-reached");
        Assert.Equal(HttpStatusCode.Conflict, tooSoon.StatusCode);
        await Desk.AttemptAsync(id, "no-answer");
        await Desk.StepAsync(id, "not-reached");
        await Desk.StepAsync(id, "plan-contact", new { legalBasis = "public-task" });
        var eventRef = await Desk.RefOfAsync(id);
        await signals.HearAsync<SignalTriaged>(eventRef);
        Assert.Single(signals.Broker.Heard<SignalTriaged>(), e => e.SignalRef == eventRef);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_referral_that_comes_back_names_the_service_and_why_and_another_can_follow(bool started)
    {
        var id = await Desk.ReceiveAsync();
        var eventRef = await Desk.RefOfAsync(id);
        var service = await Desk.ReferAsync(id);
        if (started) await Desk.StepAsync(id, "start-service");
        await Desk.StepAsync(id, "return-referral", new { reason = "full" });
        var (referred, rejected) = (await signals.HearAsync<SignalReferred>(eventRef), await signals.HearAsync<ReferralRejected>(eventRef));
        Assert.Equal((service, referred.ReferralId, "full", "GM0344"), (rejected.ServiceId, rejected.ReferralId, rejected.Reason, rejected.Municipality));
        Assert.Equal(await signals.ScalarAsync<long>("select version from signal where id = @id", new { id }), rejected.AggregateVersion);
        Assert.Equal("returned", await signals.ScalarAsync<string>("select status from referral where id = @ReferralId", new { rejected.ReferralId }));

        var other = await Desk.KnownServiceAsync(signals);
        await Desk.ConsentAsync(id, "share-with-provider", other);
        await Desk.StepAsync(id, "refer", new { serviceId = other });
        await Desk.StepAsync(id, "return-referral", new { reason = "not-suitable" });
        await signals.Broker.HearAsync<ReferralRejected>(e => e.SignalRef == eventRef && e.ServiceId == other && e.Reason == "not-suitable");
    }

    [Fact]
    public async Task A_withdrawn_consent_cancels_the_referral_at_once()
    {
        var id = await Desk.ReceiveAsync();
        var service = await Desk.ReferAsync(id);
        var consent = await signals.ScalarAsync<Guid>("select id from consent where signal_id = @id and service_id = @service", new { id, service });
        await Desk.PostAsync(id, $"consents/{consent}/withdraw", new { }, HttpStatusCode.NoContent);
        await Desk.PostAsync(id, $"consents/{consent}/withdraw", new { }, HttpStatusCode.NoContent);
        Assert.Equal(State.Accompanied, await Desk.StateOfAsync(id));
        Assert.Equal("cancelled", await signals.ScalarAsync<string>("select status from referral where signal_id = @id", new { id }));
        using var again = await Desk.TryStepAsync(id, "refer", new { serviceId = service });
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);

        await Desk.StepAsync(id, "close", new { outcome = "no-suitable-service", supportType = "valued-role", feedback = "subject-objects" });
        await signals.HearAsync<SignalClosed>(await Desk.RefOfAsync(id)); // in order: what came before was heard before
        Assert.DoesNotContain(signals.Broker.Heard<ReferralRejected>(), e => e.ServiceId == service);
    }

    [Fact]
    public async Task A_service_that_the_catalogue_does_not_show_is_not_referred_to()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.AccompanyAsync(id);
        var unknown = Guid.NewGuid();
        await Desk.ConsentAsync(id, "share-with-provider", unknown);
        using var answer = await Desk.TryStepAsync(id, "refer", new { serviceId = unknown });
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_paused_or_archived_service_is_not_referred_to_and_an_older_event_changes_nothing(bool archived)
    {
        var service = await Desk.KnownServiceAsync(signals);
        var now = TimeProvider.System.GetUtcNow();
        await signals.Broker.PublishAsync(archived
            ? new ServiceArchived { OccurredAt = now, AggregateVersion = 3, ServiceId = service }
            : new ServicePaused { OccurredAt = now, AggregateVersion = 3, ServiceId = service });
        await Eventually.TrueAsync(async () => !await IsActiveAsync(service));
        var older = new ServicePublished
        {
            OccurredAt = now,
            AggregateVersion = 2,
            ServiceId = service,
            SupportTypes = [],
            TargetGroups = [],
            National = true,
            Municipalities = [],
        };
        await signals.Broker.PublishAsync(older);
        await Eventually.TrueAsync(() => signals.ScalarAsync<bool>("select exists (select from inbox where message_id = @EventId)", new { older.EventId }));
        Assert.False(await IsActiveAsync(service));
    }

    [Fact]
    public async Task Two_who_change_the_same_signal_do_not_overwrite_each_other()
    {
        var id = await Desk.ReceiveAsync();
        using var without = await _handler.PostAsync($"{Desk.Base}/signals/{id}/transitions/start-triage", null);
        Assert.Equal(HttpStatusCode.PreconditionRequired, without.StatusCode);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Desk.TryStepAsync(id, "start-triage")));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.All(answers.Where(a => a.StatusCode != HttpStatusCode.OK), a => Assert.Contains(a.StatusCode, new[] { HttpStatusCode.PreconditionFailed, HttpStatusCode.Conflict }));
    }

    [Fact]
    public async Task The_work_list_shows_codes_and_no_person()
    {
        var id = await Desk.ReceiveAsync(Desk.Worry("Een zorg met de naam Zonnebloem."));
        var list = await _handler.GetStringAsync($"{Desk.Base}/signals?state=received&pageSize=100");
        Assert.Contains(id.ToString(), list, StringComparison.Ordinal);
        Assert.DoesNotContain("Zonnebloem", list, StringComparison.Ordinal);
        Assert.DoesNotContain("Voorbeeld", list, StringComparison.OrdinalIgnoreCase);
        using var wrong = await _handler.GetAsync($"{Desk.Base}/signals?state=nonsense");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var one = await _handler.GetAsync($"{Desk.Base}/signals/{id}");
        Assert.Equal($"\"{await signals.ScalarAsync<long>("select version from signal where id = @id", new { id })}\"", one.Headers.ETag?.Tag);
    }

    private Task<bool> IsActiveAsync(Guid service) => signals.ScalarAsync<bool>("select active from known_service where service_id = @service", new { service });

    private async Task<bool> IsMetAsync(Guid id, string step, string need)
    {
        var next = await _handler.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals/{id}/transitions/next");
        return next.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("name").GetString() == step)
            .GetProperty("needs").EnumerateArray().Single(n => n.GetProperty("code").GetString() == need).GetProperty("met").GetBoolean();
    }
}
