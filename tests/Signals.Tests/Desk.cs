using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Nabij.Contracts;
using Nabij.Testing;

namespace Signals.Tests;

/// <summary>The desk at work, for tests that need a signal somewhere on its way.</summary>
internal sealed class Desk(SignalsFixture signals, HttpClient handler)
{
    public const string Base = "/signals/v1";

    public static object Worry(string text = "Ik zie mijn buurvrouw niet meer buiten.", bool feedback = true, string? role = null) => new
    {
        municipality = "GM0344",
        worry = text,
        reporterRole = role,
        wantsFeedback = feedback,
        reporter = new { email = "melder@voorbeeld.nl" },
        subject = new { name = "Mevrouw Voorbeeld" },
    };

    /// <summary>Utrecht has a routing, and a worry from there is on the work list.</summary>
    public async Task<Guid> ReceiveAsync(object? worry = null)
    {
        await RouteAsync(signals);
        return await IdOfAsync(signals, await ReportAsync(signals, worry ?? Worry()));
    }

    public static async Task RouteAsync(SignalsFixture signals, string municipality = "GM0344", Guid? organisation = null)
    {
        using var coordinator = signals.Caller("coordinator", municipality);
        using var answer = await coordinator.PutAsJsonAsync($"{Base}/municipalities/{municipality}/routing", new { organisationId = organisation ?? SignalsFixture.Organisation });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Returns the receipt.</summary>
    public static async Task<string> ReportAsync(SignalsFixture signals, object worry)
    {
        using var anyone = signals.Caller();
        using var answer = await anyone.ReportAsync(worry);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("receipt").GetString()!;
    }

    /// <summary>What nobody outside can do: from receipt to id, by way of a session's row.</summary>
    public static async Task<Guid> IdOfAsync(SignalsFixture signals, string receipt)
    {
        var session = await SessionAsync(signals, receipt);
        return await signals.ScalarAsync<Guid>("select signal_id from receipt_session where token_hash = sha256(convert_to(@session, 'UTF8'))", new { session });
    }

    public static async Task<string> SessionAsync(SignalsFixture signals, string receipt)
    {
        using var anyone = signals.Caller();
        using var answer = await anyone.PostAsJsonAsync($"{Base}/receipts/session", new { receipt });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("session").GetString()!;
    }

    public Task<Guid> RefOfAsync(Guid id) => signals.ScalarAsync<Guid>("select event_ref from signal where id = @id", new { id });

    public Task<string?> StateOfAsync(Guid id) => signals.ScalarAsync<string>("select state from signal where id = @id", new { id });

    /// <summary>Takes a step with the version of now.</summary>
    public async Task<HttpResponseMessage> TryStepAsync(Guid id, string name, object? body = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Base}/signals/{id}/transitions/{name}");
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{await signals.ScalarAsync<long>("select version from signal where id = @id", new { id })}\"");
        if (body is not null) request.Content = JsonContent.Create(body);
        return await handler.SendAsync(request);
    }

    public async Task StepAsync(Guid id, string name, object? body = null)
    {
        using var answer = await TryStepAsync(id, name, body);
        if (answer.StatusCode != HttpStatusCode.OK) Assert.Fail($"{name}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    public async Task<JsonElement> PostAsync(Guid id, string path, object body, HttpStatusCode expected = HttpStatusCode.Created)
    {
        using var answer = await handler.PostAsJsonAsync($"{Base}/signals/{id}/{path}", body);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode != expected) Assert.Fail($"{path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }

    public Task AttemptAsync(Guid id, string result) => PostAsync(id, "contact-attempts", new { medium = "phone", result });

    public async Task<Guid> ConsentAsync(Guid id, string purpose, Guid? serviceId = null) =>
        (await PostAsync(id, "consents", new { purpose, serviceId, givenBy = "subject", form = "oral" })).GetProperty("id").GetGuid();

    public async Task ContactAsync(Guid id)
    {
        await StepAsync(id, "start-triage");
        await StepAsync(id, "plan-contact", new { legalBasis = "public-task" });
        await AttemptAsync(id, "reached");
        await StepAsync(id, "record-contact", new { informed = "phone" });
    }

    public async Task AccompanyAsync(Guid id)
    {
        await ContactAsync(id);
        await ConsentAsync(id, "contact");
        await StepAsync(id, "accompany");
    }

    /// <param name="provider">Organisation of the service.</param>
    public async Task<Guid> ReferAsync(Guid id, Guid? provider = null, object? share = null)
    {
        await AccompanyAsync(id);
        var service = await KnownServiceAsync(signals, provider);
        await ConsentAsync(id, "share-with-provider", service);
        await StepAsync(id, "refer", new { serviceId = service, share });
        return service;
    }

    /// <summary>Closed at once, as spam is: kept for fourteen days.</summary>
    public async Task CloseAsync(Guid id)
    {
        await StepAsync(id, "not-taken", new { reason = "spam" });
        await StepAsync(id, "close", new { outcome = "not-taken", feedback = "send" });
    }

    public Task<HttpResponseMessage> OpenAsync(Guid id, string purpose = "triage", params string[] fields) =>
        handler.PostAsJsonAsync($"{Base}/signals/{id}/open", new { purpose, fields = fields.Length > 0 ? fields : null });

    /// <summary>The handler asked to see who reported, and the privacy officer approved.</summary>
    public async Task ApproveIdentityAsync(Guid id)
    {
        var request = (await PostAsync(id, "identity-requests", new { reason = "safety" })).GetProperty("id").GetGuid();
        using var officer = signals.Officer();
        using var answer = await officer.PostAsJsonAsync($"{Base}/signals/{id}/identity-requests/{request}/decision", new { decision = "approved" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>As a privacy officer: a data subject's request that is linked to the signal. Returns its address.</summary>
    public async Task<string> RequestAsync(string kind, Guid id, string about = "subject")
    {
        using var filed = await handler.PostAsJsonAsync($"{Base}/privacy/requests",
            new { municipality = "GM0344", kind, about, reference = $"Z-{Random.Shared.Next()}", identityCheck = "in-person" });
        Assert.Equal(HttpStatusCode.Created, filed.StatusCode);
        var request = filed.Headers.Location!.OriginalString;
        using var linked = await handler.PostAsJsonAsync($"{request}/signals", new { signalId = id });
        Assert.Equal(HttpStatusCode.NoContent, linked.StatusCode);
        return request;
    }

    public async Task WithdrawRequestAsync(string request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, $"{request}/decide") { Content = JsonContent.Create(new { decision = "withdrawn", reason = "by-person" }) };
        message.Headers.TryAddWithoutValidation("If-Match", "*");
        using var answer = await handler.SendAsync(message);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>A service that the catalogue published.</summary>
    public static async Task<Guid> KnownServiceAsync(SignalsFixture signals, Guid? provider = null)
    {
        var service = Guid.CreateVersion7();
        await PublishAsync(signals, service, provider, 1);
        await Eventually.TrueAsync(async () => await signals.ScalarAsync<bool>("select exists (select from known_service where service_id = @service and active)", new { service }));
        return service;
    }

    public static Task PublishAsync(SignalsFixture signals, Guid service, Guid? provider, long version) =>
        signals.Broker.PublishAsync(new ServicePublished
        {
            OccurredAt = TimeProvider.System.GetUtcNow(),
            AggregateVersion = version,
            Organisation = provider,
            ServiceId = service,
            SupportTypes = ["meeting-opportunities"],
            TargetGroups = [],
            National = false,
            Municipalities = ["GM0344"],
        });

    /// <summary>Every row of every table of both databases, as text.</summary>
    public static async Task<List<string>> EveryRowAsync(SignalsFixture signals)
    {
        List<string> rows = [];
        foreach (var db in new[] { signals.Db, signals.KeysDb, signals.LedgerDb })
        {
            await using var connection = await db.OpenConnectionAsync();
            foreach (var table in await connection.QueryAsync<string>("select tablename from pg_tables where schemaname = 'public'"))
                rows.AddRange(await connection.QueryAsync<string>($"select '{table}: ' || t::text from {table} t"));
        }

        return rows;
    }
}
