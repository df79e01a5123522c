namespace Platform.Tests.Support;

/// <summary>A worry, as somebody without an account reports it.</summary>
public sealed record Worry(string Text)
{
    public string? ReporterName { get; init; }

    /// <summary>With an address, the reporter wants to hear something.</summary>
    public string? ReporterEmail { get; init; }

    public string? ReporterPhone { get; init; }

    public string? SubjectName { get; init; }

    public string? SubjectAddress { get; init; }

    public string? SubjectPhone { get; init; }

    public string? SubjectDescription { get; init; }
}

/// <summary>A report that was made: its receipt, and the area by which the tests find it on the work list.</summary>
public sealed record Report(string Receipt, string Area, Answer Answer)
{
    private static int _area = Random.Shared.Next(10_000);

    public static async Task<Report> MakeAsync(Worry worry, TimeSpan patience = default)
    {
        using var anyone = new Api(null, patience);
        var area = await FreeAreaAsync(patience);
        var answer = (await anyone.PostAsync("/signals/v1/signals", new
        {
            municipality = Town.Here,
            neighbourhood = area,
            worry = worry.Text,
            reporterRole = (string?)null,
            wantsFeedback = worry.ReporterEmail is not null,
            reporter = worry.ReporterEmail is null ? null : new { name = worry.ReporterName, email = worry.ReporterEmail, phone = worry.ReporterPhone },
            subject = worry.SubjectName is null ? null : new
            {
                name = worry.SubjectName,
                address = worry.SubjectAddress,
                phone = worry.SubjectPhone,
                description = worry.SubjectDescription,
            },
        })).Success();
        Assert.False(answer.Body.TryGetProperty("id", out _));
        return new Report(answer.Body.GetProperty("receipt").GetString()!, area, answer);
    }

    /// <summary>What the reporter sees with the receipt.</summary>
    public Task<Answer> FollowAsync() => AsReporterAsync(HttpMethod.Get, "signal");

    public async Task<Answer> AsReporterAsync(HttpMethod method, string path, object? body = null)
    {
        using var anyone = new Api();
        var session = (await anyone.PostAsync("/signals/v1/receipts/session", new { receipt = Receipt })).Success().Body.GetProperty("session").GetString()!;
        return (await anyone.SendAsync(method, $"/signals/v1/reporter/{path}", body, null, ("Receipt-Session", session))).Success();
    }

    /// <summary>A neighbourhood code of this municipality in which no signal waits.</summary>
    private static async Task<string> FreeAreaAsync(TimeSpan patience)
    {
        using var handler = new Api(Town.Handler, patience);
        while (true)
        {
            var area = $"BU{Town.Here[2..]}{Interlocked.Increment(ref _area) % 10_000:D4}";
            if ((await handler.GetAsync($"/signals/v1/signals?area={area}&pageSize=1")).Success().Body.GetProperty("total").GetInt64() == 0) return area;
        }
    }
}
