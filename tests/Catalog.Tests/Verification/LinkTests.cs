using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Catalog.Verification;
using Nabij.Contracts;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Verification;

/// <summary>"Still right", with the link of a mail.</summary>
public sealed class LinkTests(CatalogFixture catalog)
{
    private const string Links = "/catalog/v1/verification-links";

    [Fact]
    public async Task A_link_confirms_once_and_looking_at_it_changes_nothing()
    {
        var (id, reference) = await AskedAsync();
        var token = await TokenAsync(reference);
        using var anyone = catalog.Caller();
        for (var i = 0; i < 3; i++)
        {
            var about = (await anyone.PostAsync($"{Links}/read", new { token })).Is(HttpStatusCode.OK).Body;
            Assert.Equal((id, "Samen wandelen"), (about.GetProperty("serviceId").GetGuid(), about.GetProperty("name").GetString()));
        }

        var before = (await anyone.ReadAsync($"{Services}/{id}")).Body;
        Assert.False(before.TryGetProperty("verifiedAt", out _));
        var confirmed = (await anyone.PostAsync($"{Links}/confirm", new { token })).Is(HttpStatusCode.OK).Body;
        var after = (await anyone.ReadAsync($"{Services}/{id}")).Body;
        Assert.Equal(confirmed.GetProperty("verifiedAt").GetDateTimeOffset(), after.GetProperty("verifiedAt").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        Assert.Equal(before.GetProperty("changedAt").GetString(), after.GetProperty("changedAt").GetString());
        Assert.Equal(("provider-link", "provider"), await catalog.Broker.HearAsync<ServiceVerified>(e => e.ServiceId == id) is var heard ? (heard.How, heard.ByRole) : default);

        (await anyone.PostAsync($"{Links}/confirm", new { token })).Is(HttpStatusCode.NotFound);
        (await anyone.PostAsync($"{Links}/read", new { token })).Is(HttpStatusCode.NotFound);
        Assert.Equal(1, await catalog.ScalarAsync<long>("select count(*) from verification where service_id = @id", new { id }));
        (await Service.PostAsync(Recipient(reference), body: null)).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Two_clicks_at_once_count_as_one()
    {
        var (id, reference) = await AskedAsync();
        var token = await TokenAsync(reference);
        using var anyone = catalog.Caller();
        var both = await Task.WhenAll(anyone.PostAsync($"{Links}/confirm", new { token }), anyone.PostAsync($"{Links}/confirm", new { token }));
        Assert.Single(both, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(1, await catalog.ScalarAsync<long>("select count(*) from verification where service_id = @id", new { id }));
    }

    [Fact]
    public async Task A_link_that_does_not_work_never_says_why()
    {
        var (expired, expiredRef) = await AskedAsync();
        var (archived, archivedRef) = await AskedAsync();
        var (used, usedRef) = await AskedAsync();
        var (fine, fineRef) = await AskedAsync();
        var tokens = new Dictionary<string, string>
        {
            ["expired"] = await TokenAsync(expiredRef),
            ["archived"] = await TokenAsync(archivedRef),
            ["used"] = await TokenAsync(usedRef),
            ["fine"] = await TokenAsync(fineRef),
        };
        await catalog.ScalarAsync<int>("update verification_request set expires_at = now() where service_id = @expired", new { expired });
        using var editor = catalog.Caller("editor");
        (await editor.StepAsync(archived, "archive", 2, new { reason = "gestopt" })).Is(HttpStatusCode.OK);
        using var anyone = catalog.Caller();
        (await anyone.PostAsync($"{Links}/confirm", new { token = tokens["used"] })).Is(HttpStatusCode.OK);
        var good = tokens["fine"];
        var signatureOfAnother = good[..22] + tokens["expired"][22..];
        foreach (var token in new[] { tokens["expired"], tokens["archived"], tokens["used"], "x", signatureOfAnother, new string('A', 64), good[..^1], $"{good}A", "é\u2028<script>" })
        {
            foreach (var path in new[] { $"{Links}/confirm", $"{Links}/read" })
            {
                var refused = (await anyone.PostAsync(path, new { token })).Is(HttpStatusCode.NotFound).Body;
                Assert.Equal("Deze link werkt niet, of niet meer. Log in om te bevestigen dat uw aanbod nog klopt.", refused.GetProperty("detail").GetString());
                Assert.Equal(["detail", "instance", "status", "title", "traceId", "type"], refused.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal));
            }
        }

        Assert.Equal(0, await catalog.ScalarAsync<long>("select count(*) from verification where service_id = any(@ids)", new { ids = new[] { expired, archived, fine } }));
        (await anyone.PostAsync($"{Links}/confirm", new { token = good })).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("{}", "token")]
    [InlineData("""{"token": null}""", "token")]
    [InlineData("""{"token": ""}""", "token")]
    [InlineData("""{"token": "a\u0000"}""", "token")]
    [InlineData("""{"token": 7}""", "token")]
    [InlineData("""{"token": "a", "service": "b"}""", "service")]
    public async Task A_token_is_a_text(string body, string field)
    {
        using var anyone = catalog.Caller();
        Assert.Equal([field], (await anyone.PostAsync($"{Links}/confirm", body)).Is(HttpStatusCode.BadRequest).Errors);
        (await anyone.PostAsync($"{Links}/confirm", new { token = new string('a', 101) })).Is(HttpStatusCode.BadRequest);
        (await anyone.ReadAsync($"{Links}/confirm")).Is(HttpStatusCode.MethodNotAllowed);
        (await anyone.ReadAsync($"{Links}/abc")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Address_and_link_are_told_to_a_service_only_and_for_one_message()
    {
        var (id, reference) = await AskedAsync();
        foreach (var role in new[] { "editor", "provider", "operator", "partner" })
            (await catalog.Caller(role).PostAsync(Recipient(reference), body: null)).Is(HttpStatusCode.Forbidden);
        (await catalog.Caller().PostAsync(Recipient(reference), body: null)).Is(HttpStatusCode.Unauthorized);

        var first = (await Service.PostAsync(Recipient(reference), body: null)).Is(HttpStatusCode.OK).Body;
        var again = (await Service.PostAsync(Recipient(reference), body: null)).Is(HttpStatusCode.OK).Body;
        Assert.Equal(("info@debrug.example", "Samen wandelen"), (first.GetProperty("email").GetString(), first.GetProperty("subject").GetString()));
        Assert.StartsWith("http://localhost:8081/klopt-nog#", first.GetProperty("link").GetString(), StringComparison.Ordinal);
        Assert.True(JsonElement.DeepEquals(first, again));

        (await Service.PostAsync($"{Recipient(reference)}/acknowledge", body: null)).Is(HttpStatusCode.NoContent);
        (await Service.PostAsync($"{Recipient(reference)}/acknowledge", body: null)).Is(HttpStatusCode.NoContent);
        (await Service.PostAsync(Recipient(reference), body: null)).Is(HttpStatusCode.NotFound);
        (await Service.PostAsync($"{Recipient(Guid.NewGuid())}/acknowledge", body: null)).Is(HttpStatusCode.NotFound);
        Assert.NotEqual(Guid.Empty, id);
    }

    [Fact]
    public async Task After_three_days_the_reference_is_dead()
    {
        var (id, reference) = await AskedAsync();
        await catalog.ScalarAsync<int>("update verification_request set asked_at = now() - interval '73 hours' where service_id = @id", new { id });
        (await Service.PostAsync(Recipient(reference), body: null)).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_link_is_nowhere_but_in_the_answer_to_the_service()
    {
        var (id, reference) = await AskedAsync();
        var token = await TokenAsync(reference);
        var row = await catalog.ScalarAsync<string>("select row_to_json(r)::text from verification_request r where service_id = @id", new { id });
        var bytes = Convert.ToHexStringLower(System.Buffers.Text.Base64Url.DecodeFromChars(token));
        Assert.DoesNotContain(token, row, StringComparison.Ordinal);
        Assert.DoesNotContain(bytes, row, StringComparison.Ordinal);
        // With the first half, the id of the row, nobody makes the second.
        Assert.DoesNotContain(bytes[32..], row, StringComparison.Ordinal);
        foreach (var message in catalog.Broker.Heard<IntegrationEvent>().Where(e => e.Subject == id.ToString()))
        {
            var json = JsonSerializer.Serialize(message, message.GetType());
            Assert.DoesNotContain(token, json, StringComparison.Ordinal);
            Assert.DoesNotContain("debrug", json, StringComparison.Ordinal);
        }
    }

    private HttpClient Service => catalog.Caller("service");

    private static string Recipient(Guid reference) => $"/catalog/internal/recipients/{reference}";

    /// <summary>A group that was published 70 days ago and is asked about now.</summary>
    private async Task<(Guid Id, Guid Reference)> AskedAsync()
    {
        var organisation = await catalog.ListOrganisationAsync(email: "info@debrug.example");
        var id = await catalog.PublishAsync(Content(organisation, "GM0344"));
        await catalog.ScalarAsync<int>("update service set published_at = now() - interval '70 days' where id = @id", new { id });
        await catalog.Services.GetRequiredService<VerificationRound>().RunAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None);
        return (id, (await catalog.Broker.HearAsync<ProviderNoticeDue>(e => e.ServiceId == id)).RecipientRef);
    }

    private async Task<string> TokenAsync(Guid reference) =>
        (await Service.PostAsync(Recipient(reference), body: null)).Is(HttpStatusCode.OK).Body.GetProperty("link").GetString()!.Split('#')[1];
}
