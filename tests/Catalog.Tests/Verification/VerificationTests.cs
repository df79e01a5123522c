using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Catalog.Verification;
using Nabij.Contracts;
using Nabij.Testing;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Verification;

public sealed class VerificationTests(CatalogFixture catalog)
{
    private static readonly string[] Fields = ["contact", "costs", "contact"];
    private static readonly string[] Stages = ["fresh", "due", "stale", "call", "hidden"];

    [Fact]
    public async Task A_check_moves_one_clock_and_is_kept_without_a_name()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var content = Content(organisation, "GM0344").With("source", new System.Text.Json.Nodes.JsonObject { ["name"] = "check", ["id"] = Guid.NewGuid().ToString() });
        var id = await catalog.PublishAsync(content);
        using var editor = catalog.Caller("editor", subject: "editor-who-must-not-be-named");
        using var anyone = catalog.Caller();
        var before = (await anyone.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK).Body;

        var check = (await editor.PostAsync($"{Services}/{id}/verifications", new { how = "phone" })).Is(HttpStatusCode.Created).Body;
        var after = (await anyone.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK);
        Assert.Equal("\"3\"", after.Header("ETag"));
        Assert.Equal(before.GetProperty("changedAt").GetString(), after.Body.GetProperty("changedAt").GetString());
        Assert.Equal(before.GetProperty("sourceSeenAt").GetString(), after.Body.GetProperty("sourceSeenAt").GetString());
        Assert.False(before.TryGetProperty("verifiedAt", out _));
        var verified = after.Body.GetProperty("verifiedAt").GetDateTimeOffset();
        Assert.Equal(check.GetProperty("verifiedAt").GetDateTimeOffset(), verified, TimeSpan.FromMilliseconds(1));
        Assert.Equal(verified.AddDays(90), after.Body.GetProperty("staleAt").GetDateTimeOffset());

        Assert.Equal(("phone", "editor"), (after.Body.GetProperty("verifiedHow").GetString(), after.Body.GetProperty("verifiedByRole").GetString()));

        var heard = await catalog.Broker.HearAsync<ServiceVerified>(e => e.ServiceId == id);
        Assert.Equal(("phone", "editor", 3L), (heard.How, heard.ByRole, heard.AggregateVersion));
        Assert.Empty(heard.ConfirmedFields);
        Assert.DoesNotContain("named", JsonSerializer.Serialize(heard), StringComparison.Ordinal);
        Assert.DoesNotContain("named", await catalog.ScalarAsync<string>("select row_to_json(v)::text from verification v where service_id = @id", new { id }), StringComparison.Ordinal);

        // To change the text is no check, and a check is no change of the text.
        (await editor.PutAsync($"{Services}/{id}", Content(null, "GM0344").With("name", "Anders wandelen"), IfMatch(3))).Is(HttpStatusCode.OK);
        var changed = (await anyone.ReadAsync($"{Services}/{id}")).Body;
        Assert.Equal(verified, changed.GetProperty("verifiedAt").GetDateTimeOffset());
        Assert.NotEqual(before.GetProperty("changedAt").GetString(), changed.GetProperty("changedAt").GetString());
    }

    [Fact]
    public async Task A_check_of_some_fields_is_told_and_kept_and_moves_no_clock()
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), "GM0344"));
        using var editor = catalog.Caller("editor");
        using var anyone = catalog.Caller();
        (await editor.PostAsync($"{Services}/{id}/verifications", new { how = "phone" })).Is(HttpStatusCode.Created);
        var before = (await anyone.ReadAsync($"{Services}/{id}")).Body.GetProperty("verifiedAt").GetString();
        (await editor.PostAsync($"{Services}/{id}/verifications", new { how = "website", fields = Fields })).Is(HttpStatusCode.Created);
        var after = (await anyone.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK);
        Assert.Equal(("\"4\"", before, "phone"), (after.Header("ETag"), after.Body.GetProperty("verifiedAt").GetString(), after.Body.GetProperty("verifiedHow").GetString()));
        Assert.Equal(["contact", "costs"], (await catalog.Broker.HearAsync<ServiceVerified>(e => e.ServiceId == id && e.AggregateVersion == 4)).ConfirmedFields);
        Assert.Equal("website", (await anyone.ReadAsync($"{Services}/{id}/verifications")).Body.GetProperty("items")[0].GetProperty("how").GetString());
    }

    [Fact]
    public async Task The_history_is_for_everyone_newest_first()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, "GM0344"));
        using var editor = catalog.Caller("editor");
        using var provider = catalog.Caller("provider", organisation: organisation);
        (await editor.PostAsync($"{Services}/{id}/verifications", new { how = "visit" })).Is(HttpStatusCode.Created);
        (await provider.PostAsync($"{Services}/{id}/verifications", new { how = "provider" })).Is(HttpStatusCode.Created);
        using var anyone = catalog.Caller();
        var history = (await anyone.ReadAsync($"{Services}/{id}/verifications?pageSize=1")).Is(HttpStatusCode.OK);
        Assert.Equal(2, history.Body.GetProperty("total").GetInt32());
        var newest = history.Body.GetProperty("items")[0];
        Assert.Equal(("provider", "provider", 0), (newest.GetProperty("how").GetString(), newest.GetProperty("byRole").GetString(), newest.GetProperty("fields").GetArrayLength()));
        Assert.Contains("rel=\"next\"", history.Header("Link"), StringComparison.Ordinal);

        var draft = await catalog.RegisterAsync(Content(organisation, "GM0344"));
        (await anyone.ReadAsync($"{Services}/{draft}/verifications")).Is(HttpStatusCode.NotFound);
        (await editor.ReadAsync($"{Services}/{draft}/verifications")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_may_not_change_it_may_not_confirm_it()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, "GM0344"));
        var path = $"{Services}/{id}/verifications";
        (await catalog.Caller().PostAsync(path, new { how = "phone" })).Is(HttpStatusCode.Unauthorized);
        (await catalog.Caller("handler").PostAsync(path, new { how = "phone" })).Is(HttpStatusCode.Forbidden);
        (await catalog.Caller("editor", "GM0363").PostAsync(path, new { how = "phone" })).Is(HttpStatusCode.NotFound);
        (await catalog.Caller("provider", organisation: Guid.NewGuid()).PostAsync(path, new { how = "provider" })).Is(HttpStatusCode.NotFound);
        // A provider did not phone itself.
        Assert.Equal(["how"], (await catalog.Caller("provider", organisation: organisation).PostAsync(path, new { how = "phone" })).Is(HttpStatusCode.BadRequest).Errors);

        var draft = await catalog.RegisterAsync(Content(organisation, "GM0344"));
        var refused = (await catalog.Caller("editor").PostAsync($"{Services}/{draft}/verifications", new { how = "phone" })).Is(HttpStatusCode.Conflict);
        Assert.Contains("publish", refused.Body.GetProperty("allowed").EnumerateArray().Select(a => a.GetString()));
        var national = await catalog.PublishAsync(Content(organisation));
        (await catalog.Caller("editor").PostAsync($"{Services}/{national}/verifications", new { how = "phone" })).Is(HttpStatusCode.NotFound);
        (await catalog.Caller("editor", "*").PostAsync($"{Services}/{national}/verifications", new { how = "phone" })).Is(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("{}", "how")]
    [InlineData("""{"how": "provider-link"}""", "how")]
    [InlineData("""{"how": "phone", "fields": ["nothing"]}""", "fields")]
    [InlineData("""{"how": "phone", "fields": [null]}""", "fields")]
    [InlineData("""{"how": "phone", "fields": "name"}""", "fields")]
    [InlineData("""{"how": "phone", "by": "Truus"}""", "by")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), "GM0344"));
        Assert.Equal([field], (await catalog.Caller("editor").PostAsync($"{Services}/{id}/verifications", body)).Is(HttpStatusCode.BadRequest).Errors);
    }

    [Fact]
    public async Task A_repeated_check_counts_once()
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), "GM0344"));
        using var editor = catalog.Caller("editor");
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = (await editor.PostAsync($"{Services}/{id}/verifications", new { how = "phone" }, key)).Is(HttpStatusCode.Created);
        Assert.Equal(first.Id, (await editor.PostAsync($"{Services}/{id}/verifications", new { how = "phone" }, key)).Is(HttpStatusCode.Created).Id);
        Assert.Equal(1, await catalog.ScalarAsync<long>("select count(*) from verification where service_id = @id", new { id }));
    }

    [Fact]
    public async Task The_service_desk_calls_about_what_nobody_answered()
    {
        const string town = "GM0106"; // of no other test
        var organisation = await catalog.ListOrganisationAsync(phone: "030-1112233");
        var call = await AgedAsync(town, organisation, 115);
        var hidden = await AgedAsync(town, organisation, 400);
        await AgedAsync(town, organisation, 100);
        await AgedAsync(town, organisation, 10);
        using var editor = catalog.Caller("editor", town);
        foreach (var path in new[] { $"/catalog/v1/verification/phone-list?municipality={town}", "/catalog/v1/verification/phone-list" })
        {
            var list = (await editor.ReadAsync(path)).Is(HttpStatusCode.OK).Body;
            Assert.Equal(2, list.GetProperty("total").GetInt32());
            Assert.Equal([hidden, call], list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("serviceId").GetGuid()));
            Assert.Equal("030-1112233", list.GetProperty("items")[0].GetProperty("phone").GetString());
        }

        (await editor.ReadAsync("/catalog/v1/verification/phone-list?municipality=GM0344")).Is(HttpStatusCode.Forbidden);
        (await editor.ReadAsync("/catalog/v1/verification/phone-list?municipality=Utrecht")).Is(HttpStatusCode.BadRequest);
        (await catalog.Caller("provider", town, organisation).ReadAsync("/catalog/v1/verification/phone-list")).Is(HttpStatusCode.Forbidden);
        (await catalog.Caller("editor", "*").ReadAsync("/catalog/v1/verification/phone-list?pageSize=1")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whoever_no_mail_reaches_is_called_and_the_link_that_nobody_got_is_dead()
    {
        const string town = "GM0114"; // of no other test
        var id = await AgedAsync(town, await catalog.ListOrganisationAsync(email: "weg@debrug.example"), 80);
        var (request, recipient) = await MailedAsync(id);
        using var editor = catalog.Caller("editor", town);
        Assert.Empty(await ToCallAsync(editor, town));

        await RefuseAsync(request, recipient, "address-refused");
        var item = Assert.Single(await ToCallAsync(editor, town));
        Assert.Equal((id, true), (item.GetProperty("serviceId").GetGuid(), item.GetProperty("byPhone").GetBoolean()));
        Assert.Equal(0, await catalog.ScalarAsync<long>("select count(*) from verification_request where id = @request and (token_hash is not null or recipient_ref is not null)", new { request }));

        // A check takes it off the list.
        (await editor.PostAsync($"{Services}/{id}/verifications", new { how = "phone" })).Is(HttpStatusCode.Created);
        Assert.Empty(await ToCallAsync(editor, town));
    }

    [Fact]
    public async Task Whose_message_is_refused_is_called_and_a_link_that_came_through_before_works()
    {
        const string town = "GM0158"; // of no other test
        var id = await AgedAsync(town, await catalog.ListOrganisationAsync(email: "info@debrug.example"), 80);
        var (request, recipient) = await MailedAsync(id);
        await RefuseAsync(request, recipient, "message-refused");
        using var editor = catalog.Caller("editor", town);
        Assert.Single(await ToCallAsync(editor, town));

        var links = catalog.Services.GetRequiredService<VerificationLinks>();
        var token = links.Link(request, links.NewHash(request))!.Split('#')[1];
        (await catalog.Caller().PostAsync("/catalog/v1/verification-links/confirm", new { token })).Is(HttpStatusCode.OK);
        Assert.Empty(await ToCallAsync(editor, town));
    }

    [Fact]
    public async Task Whoever_gives_another_address_is_asked_again_by_mail()
    {
        const string town = "GM0160"; // of no other test
        var organisation = await catalog.ListOrganisationAsync(email: "weg@debrug.example");
        var id = await AgedAsync(town, organisation, 80);
        var (request, recipient) = await MailedAsync(id);
        await RefuseAsync(request, recipient, "address-refused");
        await catalog.ScalarAsync<int>("update verification_request set expires_at = now() - interval '1 hour' where id = @request", new { request });
        using var editor = catalog.Caller("editor", town);
        var version = 1;
        async Task ChangeAsync(string name, string? email)
        {
            (await editor.PutAsync($"/catalog/v1/organisations/{organisation}", Organisation(name, email), IfMatch(version++))).Is(HttpStatusCode.OK);
            await catalog.Services.GetRequiredService<VerificationRound>().RunAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None);
        }

        await ChangeAsync("Buurthuis De Boog", "weg@debrug.example");
        Assert.Single(await ToCallAsync(editor, town));

        await ChangeAsync("Buurthuis De Boog", "nieuw@debrug.example");
        Assert.Empty(await ToCallAsync(editor, town));
        var reference = (await catalog.Broker.HearAsync<ProviderNoticeDue>(e => e.ServiceId == id)).RecipientRef;
        var mail = (await catalog.Caller("service").PostAsync($"/catalog/internal/recipients/{reference}", body: null)).Is(HttpStatusCode.OK).Body;
        Assert.Equal("nieuw@debrug.example", mail.GetProperty("email").GetString());
        Assert.Equal(1, await catalog.ScalarAsync<long>("select count(*) from verification_request where service_id = @id and expires_at > now() + interval '29 days'", new { id }));
        Assert.DoesNotContain(catalog.Broker.Heard<ServiceVerificationDue>(), e => e.ServiceId == id); // it is the same check

        // Without an address somebody calls after all.
        await RefuseAsync(request, reference, "address-refused");
        await ChangeAsync("Buurthuis De Boog", null);
        Assert.True(Assert.Single(await ToCallAsync(editor, town)).GetProperty("byPhone").GetBoolean());
    }

    [Fact]
    public async Task The_coverage_of_a_municipality_is_public()
    {
        const string town = "GM0109";
        var organisation = await catalog.ListOrganisationAsync();
        foreach (var days in new[] { 1.0, 70, 95, 115, 400 }) await AgedAsync(town, organisation, days);
        var verified = await AgedAsync(town, organisation, 300);
        (await catalog.Caller("editor", town).PostAsync($"{Services}/{verified}/verifications", new { how = "phone" })).Is(HttpStatusCode.Created);
        await catalog.PublishAsync(Content(organisation, town).With("frequency", "one-off")
            .With("schedule", System.Text.Json.Nodes.JsonNode.Parse("""{"times": [{"startDate": "2099-06-30", "startsAt": "10:00", "endsAt": "12:00"}]}""")));
        await catalog.RegisterAsync(Content(organisation, town));

        using var anyone = catalog.Caller();
        var coverage = (await anyone.ReadAsync($"/catalog/v1/verification/coverage?municipality={town}")).Is(HttpStatusCode.OK).Body;
        int Of(string name) => coverage.GetProperty(name).GetInt32();
        Assert.Equal((7, 6, 1), (Of("published"), Of("checkable"), Of("verified")));
        Assert.Equal(16.7m, coverage.GetProperty("percentage").GetDecimal());
        Assert.Equal([2, 1, 1, 1, 1], Stages.Select(s => coverage.GetProperty("stages").GetProperty(s).GetInt32()));

        var shares = await MeasureAsync();
        Assert.Equal(1 / 6.0, shares[town], 3);
        Assert.All(shares.Keys, code => Assert.Matches("^GM[0-9]{4}$", code));
        Assert.False((await anyone.ReadAsync("/catalog/v1/verification/coverage?municipality=GM0221")).Is(HttpStatusCode.OK).Body.TryGetProperty("percentage", out _));
        (await anyone.ReadAsync("/catalog/v1/verification/coverage?municipality=GM9999")).Is(HttpStatusCode.BadRequest);
        Assert.True((await anyone.ReadAsync("/catalog/v1/verification/coverage")).Is(HttpStatusCode.OK).Body.GetProperty("published").GetInt32() >= 7);
    }

    private async Task<Dictionary<string, double>> MeasureAsync()
    {
        var gauge = catalog.Services.GetRequiredService<CoverageGauge>();
        await gauge.RunAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None);
        var shares = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) => { if (instrument.Name == "catalog.verification.coverage") l.EnableMeasurementEvents(instrument); };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => shares[(string)tags[0].Value!] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return shares;
    }

    /// <summary>Its organisation was asked by mail.</summary>
    private async Task<(Guid Request, Guid Recipient)> MailedAsync(Guid id)
    {
        var (request, recipient) = (Guid.NewGuid(), Guid.NewGuid());
        await catalog.ScalarAsync<int>("""
            insert into verification_request (id, service_id, since, asked_at, token_hash, expires_at, recipient_ref)
            select @request, id, published_at, now(), @hash, now() + interval '30 days', @recipient from service where id = @id
            """, new { request, id, hash = catalog.Services.GetRequiredService<VerificationLinks>().NewHash(request), recipient });
        return (request, recipient);
    }

    private async Task RefuseAsync(Guid request, Guid recipient, string reason)
    {
        await catalog.Broker.PublishAsync(new MailUndeliverable
        {
            OccurredAt = TimeProvider.System.GetUtcNow(),
            AggregateVersion = 1,
            RecipientRef = recipient,
            Template = "verification-due",
            Reason = reason,
        });
        await Eventually.TrueAsync(() => catalog.ScalarAsync<bool>("select by_phone from verification_request where id = @request", new { request }));
    }

    private static async Task<List<JsonElement>> ToCallAsync(HttpClient editor, string town) =>
        [.. (await editor.ReadAsync($"/catalog/v1/verification/phone-list?municipality={town}")).Is(HttpStatusCode.OK).Body.GetProperty("items").EnumerateArray()];

    /// <summary>A weekly group that was published so many days ago and never checked.</summary>
    private async Task<Guid> AgedAsync(string town, Guid organisation, double days)
    {
        var id = await catalog.PublishAsync(Content(organisation, town));
        await catalog.ScalarAsync<int>("update service set published_at = now() - make_interval(secs => @days * 86400) where id = @id", new { id, days });
        return id;
    }
}
