using System.Text.Json;

namespace Platform.Tests.Support;

/// <summary>A signal in the hands of its handler, step by step.</summary>
public sealed class Case : IDisposable
{
    private static readonly string[] Shareable = ["name", "phone", "email", "address", "note"];

    private readonly Api _handler;

    private Case(Api handler, Guid id, string? etag) => (_handler, Id, ETag) = (handler, id, etag);

    public Guid Id { get; }

    public string? ETag { get; private set; }

    private string Path => $"/signals/v1/signals/{Id}";

    /// <summary>Finds what was reported on the work list.</summary>
    public static async Task<Case> TakeAsync(Report report, TimeSpan patience = default)
    {
        var handler = new Api(Town.Handler, patience);
        var waiting = Town.Items(await handler.GetAsync($"/signals/v1/signals?state=received&area={report.Area}"));
        var id = Assert.Single(waiting).GetProperty("id").GetGuid();
        return new Case(handler, id, (await handler.GetAsync($"/signals/v1/signals/{id}")).Success().ETag);
    }

    public async Task<JsonElement> OpenAsync(string purpose, params string[] fields) =>
        (await _handler.PostAsync($"{Path}/open", new { purpose, fields = fields.Length > 0 ? fields : null })).Success().Body;

    /// <summary>To see who reported asks for a second pair of eyes.</summary>
    public async Task ApproveIdentityAsync()
    {
        var request = (await _handler.PostAsync($"{Path}/identity-requests", new { reason = "safety" })).Success().Id;
        using var officer = new Api(Town.Officer);
        (await officer.PostAsync($"{Path}/identity-requests/{request}/decision", new { decision = "approved" })).Success();
    }

    /// <summary>From the work list to being in contact with the person, who wants company.</summary>
    public async Task AccompanyAsync()
    {
        await StepAsync("start-triage", "in-triage");
        await StepAsync("plan-contact", "contact-planned", new { legalBasis = "public-task" });
        (await _handler.PostAsync($"{Path}/contact-attempts", new { medium = "phone", result = "reached" })).Success();
        await StepAsync("record-contact", "contacted", new { informed = "phone" });
        (await _handler.PostAsync($"{Path}/consents", new { purpose = "contact", givenBy = "subject", form = "oral" })).Success();
        await StepAsync("accompany", "accompanied");
    }

    /// <summary>To be answered with the receipt.</summary>
    public async Task AskAsync(string text) => (await _handler.PostAsync($"{Path}/messages", new { text })).Success();

    /// <summary>After somebody else changed it.</summary>
    public async Task ReadAgainAsync() => ETag = (await _handler.GetAsync(Path)).Success().ETag;

    public async Task NoteAsync(string text) => (await _handler.PostAsync($"{Path}/notes", new { kind = "conversation", text })).Success();

    /// <summary>With the person's consent to share with this one.</summary>
    /// <param name="share">What its provider gets to see.</param>
    public async Task<Answer> ReferAsync(Guid service, object? share = null)
    {
        (await _handler.PostAsync($"{Path}/consents", new { purpose = "share-with-provider", serviceId = service, fields = Shareable, givenBy = "subject", form = "oral" })).Success();
        return await StepAsync("refer", "referred", new { serviceId = service, share });
    }

    public Task<Answer> ReturnAsync(string reason) => StepAsync("return-referral", "accompanied", new { reason });

    public async Task<Guid> ReferralAsync() => (await _handler.GetAsync(Path)).Success().Body.GetProperty("referrals")[0].GetProperty("id").GetGuid();

    public Task<Answer> StartAtServiceAsync() => StepAsync("start-service", "started");

    public Task<Answer> CloseAsync(string outcome, (string SupportType, string TargetGroup)? missing = null, string? feedback = null) =>
        StepAsync("close", "closed", new { outcome, supportType = missing?.SupportType, targetGroup = missing?.TargetGroup, feedback });

    public void Dispose() => _handler.Dispose();

    private async Task<Answer> StepAsync(string step, string to, object? body = null)
    {
        var answer = await _handler.PostAsync($"{Path}/transitions/{step}", body, ETag);
        if (answer is { Repeated: true, Status: 409 or 412 })
        {
            // The first try was carried out, and its answer was lost.
            answer = await _handler.GetAsync(Path);
            Assert.Equal(to, answer.Success().Body.GetProperty("state").GetString());
        }

        ETag = answer.Success().ETag;
        return answer;
    }
}
