using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Contracts;
using Nabij.Reference.Calendar;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Retention;
using Nabij.Signals.Rights;

namespace Signals.Tests;

/// <summary>What somebody can ask about their own data.</summary>
public sealed class RightsTests(SignalsFixture signals)
{
    private readonly HttpClient _handler = signals.Handler();
    private readonly HttpClient _officer = signals.Officer();
    private readonly HttpClient _second = signals.Officer(subject: "second-officer");

    private Desk Desk => new(signals, _handler);

    [Theory]
    [InlineData("Voorbeeldstraat 12, 3512 KX Utrecht", null, "3512KX12")]
    [InlineData("Voorbeeldstraat 12-b\n3512kx", null, "3512KX12")]
    [InlineData("3512 KX 12", null, "3512KX12")]
    [InlineData("2e Dwarsstraat 7", "3512 KX", "3512KX7")]
    [InlineData("Laan van Voorbeeld 08", "3512KX", "3512KX8")]
    [InlineData("Voorbeeldstraat 12", "3512", null)]
    [InlineData("Voorbeeldstraat 12", null, null)]
    [InlineData("ergens bij de kerk", "3512 KX", null)]
    [InlineData(null, "3512 KX", null)]
    public void An_address_is_a_postcode_and_a_number(string? address, string? postcode, string? normal) => Assert.Equal(normal, SubjectIndex.NormalAddress(address, postcode));

    [Theory]
    [InlineData("06-12345678", "0612345678")]
    [InlineData("+31 6 1234 5678", "0612345678")]
    [InlineData("0031 (0)6 12345678", "0612345678")]
    [InlineData("+32 470 12 34 56", "0032470123456")]
    [InlineData("geen", null)]
    [InlineData("112", null)]
    public void A_phone_number_is_its_digits(string phone, string? normal) => Assert.Equal(normal, SubjectIndex.NormalPhone(phone));

    [Fact]
    public async Task A_request_goes_two_years_after_its_decision_unless_it_still_has_an_effect()
    {
        var (free, restricted, held) = (await Desk.ReceiveAsync(), await Desk.ReceiveAsync(), await Desk.ReceiveAsync());
        var requests = new Dictionary<string, string>();
        foreach (var (name, kind, signal) in new[] { ("open", "access", free), ("young", "access", free), ("old", "access", free), ("restricts", "restriction", restricted), ("held", "access", held) })
        {
            requests[name] = (await FileAsync(kind)).Split('/')[^1];
            using var linked = await _officer.PostAsJsonAsync($"{Desk.Base}/privacy/requests/{requests[name]}/signals", new { signalId = signal });
            Assert.Equal(HttpStatusCode.NoContent, linked.StatusCode);
        }

        var ids = requests.Values.Select(Guid.Parse).ToArray();
        await signals.ScalarAsync<object>("update signal set hold_reason = 'claim' where id = @held", new { held });
        await signals.ScalarAsync<object>("update rights_request set state = 'granted', decided_at = now() - interval '731 days' where id = any(@ids) and id <> @open::uuid", new { ids, open = requests["open"] });
        await signals.ScalarAsync<object>("update rights_request set decided_at = now() - interval '729 days' where id = @young::uuid", new { young = requests["young"] });

        Assert.Equal(1, await RunAsync());
        Assert.Equal(["held", "open", "restricts", "young"], await LeftAsync());
        Assert.Equal(0, await signals.ScalarAsync<long>("select count(*) from rights_request_signal where request_id = @old::uuid", new { old = requests["old"] }));
        await signals.ScalarAsync<object>("update signal set hold_reason = null, restricted_at = null where id = any(array[@held, @restricted])", new { held, restricted });
        Assert.Equal(2, await RunAsync());
        Assert.Equal(["open", "young"], await LeftAsync());

        Task<int> RunAsync() => signals.Services.GetRequiredService<RequestRetention>().RunAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None);

        async Task<IEnumerable<string>> LeftAsync()
        {
            var left = (await signals.ScalarAsync<string>("select string_agg(id::text, ' ') from rights_request where id = any(@ids)", new { ids }))!;
            return requests.Where(r => left.Contains(r.Value, StringComparison.Ordinal)).Select(r => r.Key).Order();
        }
    }

    [Theory]
    [InlineData("2026-01-31", "2026-02-28", "2026-04-30")]
    [InlineData("2026-11-24", "2026-12-24", "2027-02-24")]
    public void A_request_is_due_in_a_month_and_once_two_months_later(string received, string due, string extended)
    {
        var request = RightsRequest.File("GM0344", "access", "subject", "Z-1", "digid", DateOnly.Parse(received, null));
        Assert.Equal(DateOnly.Parse(due, null), request.DueDate);
        Assert.Null(request.Extend("complex", request.DueDate));
        Assert.Equal(DateOnly.Parse(extended, null), request.DueDate);
        Assert.NotNull(request.Extend("complex", request.ReceivedDate));
        var late = RightsRequest.File("GM0344", "access", "subject", "Z-1", "digid", DateOnly.Parse(received, null));
        Assert.NotNull(late.Extend("complex", late.DueDate.AddDays(1)));
    }

    [Fact]
    public void A_decision_has_a_reason_of_its_own_and_comes_once()
    {
        foreach (var decision in RightsRequest.Reasons.Keys)
        {
            foreach (var reason in RightsRequest.Reasons.Values.SelectMany(r => r).Distinct())
            {
                var request = RightsRequest.File("GM0344", "access", "subject", "Z-1", "digid", new DateOnly(2026, 11, 24));
                var fits = RightsRequest.Reasons[decision].Contains(reason) && (decision, reason) != ("granted", "done");
                Assert.Equal(fits, request.Decide(decision, reason, default) is null);
                if (fits) Assert.NotNull(request.Decide(decision, reason, default));
            }
        }
    }

    [Fact]
    public async Task A_person_who_asks_is_found_by_address_or_phone_and_each_one_found_is_a_line_in_the_log()
    {
        var number = Random.Shared.Next(1, 99999);
        var phone = $"06{Random.Shared.Next(10000000, 99999999)}";
        var first = await ReceiveAsync($"Voorbeeldstraat {number}, 3512 KX Utrecht", null);
        var second = await ReceiveAsync(null, $"+31 6 {phone[2..]}");
        var request = await FileAsync("access");
        var lines = await signals.ScalarAsync<long>("select count(*) from processing_log");
        var found = await PostAsync(_officer, $"{request}/search", new { postcode = "3512KX", houseNumber = number, phone }, HttpStatusCode.OK);
        Assert.Equal(new[] { first, second }.Order(), found.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()).Order());
        // Two data subjects in one action: three lines.
        Assert.Equal(lines + 3, await signals.ScalarAsync<long>("select count(*) from processing_log"));

        var none = await PostAsync(_officer, $"{request}/search", new { postcode = "3512 KX", houseNumber = 99999 }, HttpStatusCode.OK);
        Assert.Equal(0, none.GetProperty("items").GetArrayLength());
        await PostAsync(_officer, $"{request}/search", new { postcode = "3512" }, HttpStatusCode.BadRequest);
        await PostAsync(signals.Officer("GM0363"), $"{request}/search", new { phone }, HttpStatusCode.NotFound);
        // The same number elsewhere is another hash, so that nobody follows a person through the country.
        var index = signals.Services.GetRequiredService<SubjectIndex>();
        var hashes = new List<string>();
        foreach (var municipality in new[] { "GM0344", "GM0344", "GM0363" })
            hashes.Add(Convert.ToHexString((await index.HashAsync(municipality, [("subject", SubjectIndex.Phone, phone)], CancellationToken.None))[0].Hash));
        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0], hashes[2]);
        using var elsewhere = signals.Officer("GM0363");
        var there = await FileAsync("access", officer: elsewhere, municipality: "GM0363");
        Assert.Equal(0, (await PostAsync(elsewhere, $"{there}/search", new { phone }, HttpStatusCode.OK)).GetProperty("items").GetArrayLength());
        Assert.DoesNotContain(await Desk.EveryRowAsync(signals), row => row.Contains(phone, StringComparison.Ordinal) || row.Contains("3512KX", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_objection_restricts_at_once_and_a_refusal_lifts_it()
    {
        var id = await Desk.ReceiveAsync();
        var request = await FileAsync("objection");
        await LinkAsync(request, id);
        using var refused = await Desk.OpenAsync(id);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.DoesNotContain("Voorbeeld", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var officer = await new Desk(signals, _officer).OpenAsync(id, "rights");
        Assert.Equal(HttpStatusCode.OK, officer.StatusCode);

        var restriction = await FileAsync("restriction");
        await LinkAsync(restriction, id);
        await DecideAsync(request, "refused", "overriding-interest");
        using var still = await Desk.OpenAsync(id);
        Assert.Equal(HttpStatusCode.Forbidden, still.StatusCode);
        await DecideAsync(restriction, "withdrawn", "by-person");
        using var opened = await Desk.OpenAsync(id);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
    }

    [Theory, InlineData("erasure"), InlineData("objection")]
    public async Task Granted_erasure_destroys_a_signal_in_whatever_state_it_is(string kind)
    {
        var id = await Desk.ReceiveAsync();
        await Desk.ContactAsync(id);
        var request = await FileAsync(kind);
        await DecideAsync(request, "granted", "done", HttpStatusCode.Conflict);
        await LinkAsync(request, id);
        await PostAsync(_officer, $"{Desk.Base}/signals/{id}/legal-hold", new { reason = "claim" }, HttpStatusCode.NoContent);
        await DecideAsync(request, "granted", "done", HttpStatusCode.Conflict);
        await PostAsync(_officer, $"{Desk.Base}/signals/{id}/legal-hold/lift", new { reason = "settled" }, HttpStatusCode.NoContent);
        await DecideAsync(request, "granted", "done");
        await signals.Services.GetRequiredService<RetentionRound>().ResumeAsync(CancellationToken.None);
        Assert.Equal(State.Erased, await Desk.StateOfAsync(id));
        Assert.Equal("granted", (await _officer.GetFromJsonAsync<JsonElement>(request)).GetProperty("state").GetString());
        await DecideAsync(request, "refused", "legal-duty", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_reporter_who_wants_to_be_forgotten_leaves_the_signal_as_it_is()
    {
        var id = await Desk.ReceiveAsync();
        var request = await FileAsync("erasure", about: "reporter");
        await LinkAsync(request, id);
        await DecideAsync(request, "granted", "done");
        await signals.Services.GetRequiredService<RetentionRound>().ResumeAsync(CancellationToken.None);
        Assert.Equal(State.Received, await Desk.StateOfAsync(id));
        Assert.Equal(0, await signals.ScalarAsync<long>("select count(*) from signal_record where signal_id = @id and reporter is not null", new { id }));
        using var opened = await Desk.OpenAsync(id);
        Assert.Contains("Mevrouw Voorbeeld", await opened.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_needs_two_officers_and_leaves_the_reporter_out()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.ContactAsync(id);
        var request = await FileAsync("access");
        await LinkAsync(request, id);
        await PostAsync(_officer, $"{request}/export/open", null, HttpStatusCode.Conflict);
        await PostAsync(_second, $"{request}/export/approve", null, HttpStatusCode.Conflict);
        await PostAsync(_officer, $"{request}/export", new { withWorry = false }, HttpStatusCode.NoContent);
        await PostAsync(_officer, $"{request}/export/approve", null, HttpStatusCode.Forbidden);
        await PostAsync(_officer, $"{request}/export/open", null, HttpStatusCode.Conflict);
        await PostAsync(_second, $"{request}/export/approve", null, HttpStatusCode.NoContent);
        await PostAsync(_second, $"{request}/export/open", null, HttpStatusCode.Conflict);

        var audits = await signals.ScalarAsync<long>("select count(*) from audit_log");
        var export = (await PostAsync(_officer, $"{request}/export/open", null, HttpStatusCode.OK)).GetRawText();
        Assert.Contains("Mevrouw Voorbeeld", export, StringComparison.Ordinal);
        Assert.Contains("\"reached\"", export, StringComparison.Ordinal);
        Assert.DoesNotContain("melder@voorbeeld.nl", export, StringComparison.Ordinal);
        Assert.DoesNotContain("buurvrouw", export, StringComparison.Ordinal);
        Assert.Equal(audits + 2, await signals.ScalarAsync<long>("select count(*) from audit_log"));

        // With the reporter's words it is another wish, and asks for new eyes.
        await PostAsync(_officer, $"{request}/export", new { withWorry = true }, HttpStatusCode.NoContent);
        await PostAsync(_officer, $"{request}/export/open", null, HttpStatusCode.Conflict);
        await PostAsync(_second, $"{request}/export/approve", null, HttpStatusCode.NoContent);
        Assert.Contains("buurvrouw", (await PostAsync(_officer, $"{request}/export/open", null, HttpStatusCode.OK)).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_tells_what_a_provider_could_read()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.ReferAsync(id, Guid.NewGuid(), new { name = "Mevrouw Zonnebloem", phone = "0612345678" });
        var request = await FileAsync("access");
        await LinkAsync(request, id);
        await PostAsync(_officer, $"{request}/export", new { }, HttpStatusCode.NoContent);
        await PostAsync(_second, $"{request}/export/approve", null, HttpStatusCode.NoContent);
        var export = await PostAsync(_officer, $"{request}/export/open", null, HttpStatusCode.OK);
        Assert.Equal("""{"name":"Mevrouw Zonnebloem","phone":"0612345678"}""", export.GetProperty("signals")[0].GetProperty("referrals")[0].GetProperty("shared").GetRawText());
        Assert.Equal("open privacy-officer {name,phone}", await signals.ScalarAsync<string>(
            "select action || ' ' || role || ' ' || fields::text from audit_log where signal_id = @id order by seq desc limit 1", new { id }));
    }

    [Fact]
    public async Task A_reporter_s_export_holds_nothing_of_the_person()
    {
        var id = await Desk.ReceiveAsync();
        var request = await FileAsync("access", about: "reporter");
        await LinkAsync(request, id);
        await PostAsync(_officer, $"{request}/export", new { }, HttpStatusCode.NoContent);
        await PostAsync(_second, $"{request}/export/approve", null, HttpStatusCode.NoContent);
        var export = (await PostAsync(_officer, $"{request}/export/open", null, HttpStatusCode.OK)).GetRawText();
        Assert.Contains("melder@voorbeeld.nl", export, StringComparison.Ordinal);
        Assert.Contains("buurvrouw", export, StringComparison.Ordinal);
        Assert.DoesNotContain("Mevrouw Voorbeeld", export, StringComparison.Ordinal);
        Assert.DoesNotContain("\"state\"", export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_put_right_and_found_by_what_is_right()
    {
        var wrong = $"06{Random.Shared.Next(10000000, 99999999)}";
        var right = $"06{Random.Shared.Next(10000000, 99999999)}";
        var id = await ReceiveAsync(null, wrong);
        var request = await FileAsync("rectification");
        var body = new { signalId = id, subject = new { name = "Mevrouw Juist", phone = right } };
        await PostAsync(_officer, $"{request}/rectify", body, HttpStatusCode.Conflict);
        await LinkAsync(request, id);
        await PostAsync(_officer, $"{request}/rectify", body, HttpStatusCode.NoContent);
        using var opened = await Desk.OpenAsync(id);
        var text = await opened.Content.ReadAsStringAsync();
        Assert.Contains("Mevrouw Juist", text, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, text, StringComparison.Ordinal);
        Assert.Equal(0, (await PostAsync(_officer, $"{request}/search", new { phone = wrong }, HttpStatusCode.OK)).GetProperty("items").GetArrayLength());
        Assert.Equal(1, (await PostAsync(_officer, $"{request}/search", new { phone = right }, HttpStatusCode.OK)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task An_address_that_the_reporter_gave_a_postcode_for_stays_findable_when_something_else_is_put_right()
    {
        var number = Random.Shared.Next(1, 49999);
        var address = $"Voorbeeldstraat {number}";
        var id = await Desk.ReceiveAsync(new { municipality = "GM0344", postcode = "3512 KX", worry = "Een zorg.", subject = new { name = "Mevrouw Fout", address } });
        var request = await FileAsync("rectification");
        await LinkAsync(request, id);
        Assert.True(await IsFoundAsync(number));
        await RectifyAsync(new { name = "Mevrouw Juist", address }, null, HttpStatusCode.NoContent);
        Assert.True(await IsFoundAsync(number));

        await RectifyAsync(new { address = $"Voorbeeldstraat {number + 1}" }, null, HttpStatusCode.BadRequest);
        await RectifyAsync(new { address = $"Voorbeeldstraat {number + 1}" }, "3512 KX", HttpStatusCode.NoContent);
        Assert.Equal((false, true), (await IsFoundAsync(number), await IsFoundAsync(number + 1)));
        await RectifyAsync(new { address = $"Voorbeeldstraat {number}, 3512 KX" }, null, HttpStatusCode.NoContent);
        await RectifyAsync(new { address = $"Voorbeeldstraat {number}, 3512 KX" }, null, HttpStatusCode.NoContent);
        Assert.Equal((true, false), (await IsFoundAsync(number), await IsFoundAsync(number + 1)));
        await RectifyAsync(new { name = "Mevrouw Juist" }, null, HttpStatusCode.NoContent);
        Assert.False(await IsFoundAsync(number));

        Task RectifyAsync(object subject, string? postcode, HttpStatusCode expected) => PostAsync(_officer, $"{request}/rectify", new { signalId = id, subject, postcode }, expected);

        async Task<bool> IsFoundAsync(int houseNumber) =>
            (await PostAsync(_officer, $"{request}/search", new { postcode = "3512KX", houseNumber }, HttpStatusCode.OK)).GetProperty("items").GetArrayLength() == 1;
    }

    [Fact]
    public async Task A_granted_restriction_is_lifted_after_the_person_was_told_unless_another_request_restricts_too()
    {
        var id = await Desk.ReceiveAsync();
        var (first, second, today) = (await FileAsync("restriction"), await FileAsync("objection"), TimeProvider.System.Today());
        await LinkAsync(first, id);
        await LinkAsync(second, id);
        await LiftAsync(first, today, HttpStatusCode.Conflict);
        await DecideAsync(first, "granted", "done");
        await DecideAsync(second, "partly-granted", "rights-of-others");
        await LiftAsync(first, today.AddDays(1), HttpStatusCode.BadRequest);
        await LiftAsync(first, today.AddDays(-1), HttpStatusCode.BadRequest);

        var lines = await signals.ScalarAsync<long>("select count(*) from processing_log");
        await LiftAsync(first, today, HttpStatusCode.OK);
        Assert.Equal(lines + 2, await signals.ScalarAsync<long>("select count(*) from processing_log"));
        Assert.Equal(1, await signals.ScalarAsync<long>("select count(*) from audit_log where action = 'lift-restriction' and purpose = @request", new { request = first[^36..] }));
        var view = await _officer.GetFromJsonAsync<JsonElement>(first);
        Assert.Equal(("granted", "data-verified"), (view.GetProperty("state").GetString(), view.GetProperty("liftedFor").GetString()));
        await LiftAsync(first, today, HttpStatusCode.Conflict);
        using var still = await Desk.TryStepAsync(id, "start-triage");
        Assert.Equal(HttpStatusCode.Conflict, still.StatusCode);

        await LiftAsync(second, today, HttpStatusCode.OK);
        await Desk.StepAsync(id, "start-triage");
        var access = await FileAsync("access");
        await LinkAsync(access, id);
        await DecideAsync(access, "granted", "done");
        await LiftAsync(access, today, HttpStatusCode.Conflict);

        Task LiftAsync(string request, DateOnly toldDate, HttpStatusCode expected) => ChangeAsync($"{request}/lift", new { reason = "data-verified", toldDate }, expected);
    }

    [Theory, InlineData(null), InlineData("accept")]
    public async Task The_provider_of_an_open_referral_is_told_once_when_what_was_shared_is_destroyed(string? step)
    {
        var (id, organisation) = (await Desk.ReceiveAsync(), Guid.NewGuid());
        var eventRef = await Desk.RefOfAsync(id);
        var service = await Desk.ReferAsync(id, organisation, new { name = "Mevrouw Zonnebloem" });
        var referral = await signals.ScalarAsync<Guid>("select id from referral where signal_id = @id", new { id });
        using var provider = signals.Caller("provider", organisation: organisation);
        provider.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", "*");
        if (step is not null) await PostAsync(provider, $"{Desk.Base}/referrals/{referral}/{step}", null, HttpStatusCode.OK);
        var request = await FileAsync("erasure");
        await LinkAsync(request, id);
        await DecideAsync(request, "granted", "done");

        // Somebody dies after the cut, and the next round goes on.
        var task = new ErasureTask(id, ErasureScope.Signal, ErasureReason.Request);
        foreach (var done in signals.Services.GetRequiredService<Erasure>().Steps.Take(2)) Assert.True(await done(task, CancellationToken.None));
        await signals.Services.GetRequiredService<RetentionRound>().ResumeAsync(CancellationToken.None);
        await signals.HearAsync<SignalErased>(eventRef);
        var told = Assert.Single(signals.Broker.Heard<ReferralCancelled>(), e => e.SignalRef == eventRef);
        Assert.Equal((referral, service, organisation, "GM0344"), (told.ReferralId, told.ServiceId, told.Organisation!.Value, told.Municipality));
    }

    [Fact]
    public async Task A_referral_that_came_back_before_is_not_told_again()
    {
        var id = await Desk.ReceiveAsync();
        var eventRef = await Desk.RefOfAsync(id);
        await Desk.ReferAsync(id, Guid.NewGuid());
        await Desk.StepAsync(id, "return-referral", new { reason = "stopped" });
        await signals.Services.GetRequiredService<Erasure>().EraseAsync(new ErasureTask(id, ErasureScope.Signal, ErasureReason.Request), CancellationToken.None);
        await signals.HearAsync<SignalErased>(eventRef);
        Assert.DoesNotContain(signals.Broker.Heard<ReferralCancelled>(), e => e.SignalRef == eventRef);
    }

    [Fact]
    public async Task A_request_is_extended_once_and_overdue_ones_are_listed()
    {
        var long_ago = TimeProvider.System.Today().AddMonths(-2);
        var overdue = await FileAsync("access", received: long_ago);
        var fresh = await FileAsync("access");
        await ExtendAsync(overdue, HttpStatusCode.Conflict);
        await ExtendAsync(fresh, HttpStatusCode.OK);
        await ExtendAsync(fresh, HttpStatusCode.Conflict);
        var list = await _officer.GetStringAsync($"{Desk.Base}/privacy/requests?overdue=true&pageSize=100");
        Assert.Contains(overdue[^36..], list, StringComparison.Ordinal);
        Assert.DoesNotContain(fresh[^36..], list, StringComparison.Ordinal);
        foreach (var reference in new[] { "", "Jan de Vries", "zonder-cijfer", new string('1', 41) })
        {
            await PostAsync(_officer, $"{Desk.Base}/privacy/requests",
                new { municipality = "GM0344", kind = "access", about = "subject", reference, identityCheck = "digid" }, HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task An_officer_of_elsewhere_finds_nothing_and_no_other_role_comes_in()
    {
        var request = await FileAsync("access");
        using var elsewhere = signals.Officer("GM0363");
        elsewhere.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", "*");
        using var read = await elsewhere.GetAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        foreach (var (path, body) in new (string, object?)[]
        {
            ("search", new { phone = "0612345678" }), ("signals", new { signalId = Guid.NewGuid() }), ("rectify", new { signalId = Guid.NewGuid(), subject = new { } }),
            ("extend", new { reason = "complex" }), ("decide", new { decision = "withdrawn", reason = "by-person" }), ("lift", new { reason = "by-person", toldDate = TimeProvider.System.Today() }), ("export", new { }), ("export/approve", null), ("export/open", null),
        }) await PostAsync(elsewhere, $"{request}/{path}", body, HttpStatusCode.NotFound);
        Assert.DoesNotContain(request[^36..], await elsewhere.GetStringAsync($"{Desk.Base}/privacy/requests?pageSize=100"), StringComparison.Ordinal);
        await FileAsync("access", officer: elsewhere, expected: HttpStatusCode.Forbidden);
        using var handler = await _handler.GetAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, handler.StatusCode);
        // A signal of elsewhere is not linked.
        var foreign = await Desk.IdOfAsync(signals, await Desk.ReportAsync(signals, new { municipality = "GM0599", worry = "Ver weg." }));
        await PostAsync(_officer, $"{request}/signals", new { signalId = foreign }, HttpStatusCode.NotFound);
    }

    private Task<Guid> ReceiveAsync(string? address, string? phone) =>
        Desk.ReceiveAsync(new { municipality = "GM0344", worry = "Een zorg.", subject = new { name = "Mevrouw Voorbeeld", address, phone } });

    /// <summary>Returns its address.</summary>
    private async Task<string> FileAsync(string kind, string about = "subject", DateOnly? received = null, HttpClient? officer = null, string municipality = "GM0344",
        HttpStatusCode expected = HttpStatusCode.Created)
    {
        using var answer = await (officer ?? _officer).PostAsJsonAsync($"{Desk.Base}/privacy/requests",
            new { municipality, kind, about, reference = $"Z-{Random.Shared.Next()}", identityCheck = "in-person", receivedDate = received });
        Assert.Equal(expected, answer.StatusCode);
        return answer.Headers.Location?.OriginalString ?? "";
    }

    private async Task LinkAsync(string request, Guid id) => await PostAsync(_officer, $"{request}/signals", new { signalId = id }, HttpStatusCode.NoContent);

    private async Task DecideAsync(string request, string decision, string reason, HttpStatusCode expected = HttpStatusCode.OK) => await ChangeAsync($"{request}/decide", new { decision, reason }, expected);

    private Task ExtendAsync(string request, HttpStatusCode expected) => ChangeAsync($"{request}/extend", new { reason = "complex" }, expected);

    private async Task ChangeAsync(string path, object body, HttpStatusCode expected)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        message.Headers.TryAddWithoutValidation("If-Match", "*");
        using var answer = await _officer.SendAsync(message);
        Assert.Equal(expected, answer.StatusCode);
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object? body, HttpStatusCode expected)
    {
        using var answer = body is null ? await client.PostAsync(path, null) : await client.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode != expected) Assert.Fail($"{path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }
}
