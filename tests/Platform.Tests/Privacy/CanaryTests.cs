using System.Reflection;
using System.Text;
using Nabij.Testing;
using Platform.Tests.Support;

namespace Platform.Tests.Privacy;

/// <summary>
/// A whole case in which every personal field holds a word that occurs nowhere else. Afterwards the word is sought wherever something can stay:
/// all that is on disk (databases and their write-ahead logs, a backup of both, the log archived all the while, the broker, logs, mails), each table, the telemetry
/// (spans, logs, metrics with their attributes), the webhooks.
/// </summary>
public sealed class CanaryTests(Telemetry telemetry)
{
    private static readonly string[] Subject = ["subject"];

    /// <summary>Letters only, so that it can stand in a telephone number.</summary>
    private readonly string _word = "kanarie" + string.Concat(Guid.NewGuid().ToString("N")[..13].Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + 'k') : c));

    [Fact]
    public async Task Nothing_personal_is_found_outside_the_vault()
    {
        using var archive = await WalArchive.StartAsync();
        await using var partner = await PartnerReceiver.SubscribeAsync("nl.nabij.signals.signal-received.v1", "nl.nabij.signals.signal-closed.v1");
        var service = await Town.NewServiceAsync("Samen tuinieren");
        var address = $"{_word}@voorbeeld.example";
        var report = await Report.MakeAsync(new Worry($"Ik maak me zorgen: {_word}.")
        {
            ReporterName = $"{_word} a",
            ReporterEmail = address,
            ReporterPhone = $"{_word} b",
            SubjectName = $"{_word} c",
            SubjectAddress = $"{_word} d",
            SubjectPhone = $"{_word} e",
            SubjectDescription = $"{_word} f",
        });
        await report.FollowAsync();
        var (signal, closed) = await FollowUpAsync(report, service, address);
        await VisitAsync();
        await PutRightAsync(signal, address);
        await RefuseAsync();

        await Eventually.TrueAsync(() => Task.FromResult(partner.Deliveries.Count >= 2));
        await Eventually.TrueAsync(() => Task.FromResult(Traces.InMails(_word).Any()));
        await telemetry.FollowAsync(closed.TraceId, spans => spans.Any(s => s.Name == "webhook deliver"));

        await telemetry.MeasuredAsync(
            [.. RunningPlatform.Services.Append("gateway").Select(s => (s, "http.server.request.duration")), ("signals", "outbox.published"), ("catalog", "inbox.handled"), ("notifications", "mail.ended")]);

        byte[][] words = [Encoding.UTF8.GetBytes(_word), Encoding.UTF8.GetBytes(report.Receipt), Encoding.UTF8.GetBytes(report.Receipt.Replace("-", "", StringComparison.Ordinal))];
        Found.None(telemetry.Received.Where(r => words.Any(w => r.Bytes.AsSpan().IndexOf(w) >= 0)).Select(r => r.Kind));
        Assert.DoesNotContain(partner.Deliveries, d => words.Any(w => d.Bytes.AsSpan().IndexOf(w) >= 0));
        using var backup = await Backup.MakeAsync();
        Assert.NotEmpty(backup.WriteAheadLog);
        Assert.NotEmpty(await archive.EndAsync());
        foreach (var word in new[] { _word, report.Receipt })
        {
            Found.None(await Traces.InTablesAsync(word));
            Found.None(Traces.OnDisk(word));
        }

        // Of the mail, the address alone.
        foreach (var mail in Traces.InMails(_word))
            Assert.DoesNotContain(_word, File.ReadAllText(mail).Replace(address, "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Empty(await Queues.GivenUpAsync());
    }

    [Fact]
    public async Task A_word_that_is_kept_is_found()
    {
        await Town.NewServiceAsync($"Samen {_word}");
        Assert.Contains("catalog.service", await Traces.InTablesAsync(_word));
        await Eventually.TrueAsync(() => Task.FromResult(Traces.OnDisk(_word).Any(f => f.Contains("postgres", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_word_that_was_deleted_before_the_backup_is_found_in_the_archived_log()
    {
        using var archive = await WalArchive.StartAsync();
        await RunningPlatform.QueryAsync<int>("catalog", """
            create table canary (word text);
            insert into canary values (@word);
            delete from canary;
            drop table canary;
            """, new { word = _word });
        using var backup = await Backup.MakeAsync();
        await archive.EndAsync();
        Assert.Empty(Traces.OnDisk(_word, backup.Folder));
        Assert.NotEmpty(Traces.OnDisk(_word, archive.Folder));
    }

    /// <summary>A personal field that is new belongs in the case above.</summary>
    [Fact]
    public void Every_personal_field_that_comes_in_is_in_the_case()
    {
        var fields = Assembly.Load("Nabij.Signals").GetTypes().Where(t => t.Namespace != "Nabij.Signals.Vault")
            .SelectMany(t => t.GetProperties().Where(p => p.GetCustomAttributes().Any(a => a.GetType().Name == "PersonalDataAttribute")).Select(p => $"{t.Name}.{p.Name}"));
        Assert.Equal([.. WithTheWord.Concat(Codes).Order(StringComparer.Ordinal)], fields.Order(StringComparer.Ordinal));
    }

    private static readonly string[] WithTheWord =
    [
        "ReportWorryRequest.Worry", "ReporterContact.Name", "ReporterContact.Email", "ReporterContact.Phone",
        "SubjectDetails.Name", "SubjectDetails.Address", "SubjectDetails.Phone", "SubjectDetails.Description",
        "AskReporterRequest.Text", "SendMessageRequest.Text", "ChangeContactRequest.Name", "ChangeContactRequest.Email", "ChangeContactRequest.Phone",
        "WriteNoteRequest.Text", "SharedDetails.Name", "SharedDetails.Phone", "SharedDetails.Email", "SharedDetails.Address", "SharedDetails.Note",
        "NewVisit.Address", "NewVisit.Name", "ReportVisitRequest.Worry", "FindSignalsRequest.Phone", "FindSignalsRequest.Email", "OpenReceiptSessionRequest.Receipt",
    ];

    /// <summary>What takes no free word, so that it cannot be sought: codes, numbers, a postcode, and the municipality's own case number.</summary>
    private static readonly string[] Codes =
        ["ReportWorryRequest.Postcode", "CardAnswers.Items", "SubjectDetails.AgeBand", "FindSignalsRequest.Postcode", "FindSignalsRequest.HouseNumber", "FileRightsRequestRequest.Reference", "RectifySubjectRequest.Postcode"];

    private async Task<(Guid Signal, Answer Closed)> FollowUpAsync(Report report, Guid service, string address)
    {
        using var signal = await Case.TakeAsync(report);
        await signal.ApproveIdentityAsync();
        var opened = await signal.OpenAsync("triage", "subject", "reporter", "worry");
        Assert.Equal(8, opened.GetRawText().Split(_word).Length - 1);
        await signal.AskAsync($"Woont {_word} alleen?");
        await report.AsReporterAsync(HttpMethod.Post, "messages", new { text = $"Ja, {_word} woont alleen." });
        await report.AsReporterAsync(HttpMethod.Put, "contact", new { name = _word, email = address, phone = $"{_word} g" });
        Assert.Equal(2, (await signal.OpenAsync("triage", "messages")).GetRawText().Split(_word).Length - 1);
        await signal.ReadAgainAsync();
        await signal.AccompanyAsync();
        await signal.NoteAsync($"Zij vertelde over {_word}.");
        Assert.Contains(_word, (await signal.OpenAsync("guidance", "notes")).GetRawText(), StringComparison.Ordinal);
        await signal.ReferAsync(service, new { name = _word, phone = _word, email = $"{_word}@voorbeeld.nl", address = _word, note = _word });
        using var provider = new Api(Town.Provider);
        var shared = (await provider.PostAsync($"/signals/v1/referrals/{await signal.ReferralAsync()}/open", new { purpose = "contact" })).Success();
        Assert.Equal(5, shared.Text.Split(_word).Length - 1);
        await signal.StartAtServiceAsync();
        return (signal.Id, await signal.CloseAsync("at-service", feedback: "send"));
    }

    private async Task VisitAsync()
    {
        using var handler = new Api(Town.Handler);
        var round = $"/signals/v1/outreach-rounds/{(await handler.PostAsync("/signals/v1/outreach-rounds", Examples.Outreach)).Success().Id}";
        object[] people = [new { address = $"{_word} h", name = $"{_word} i" }];
        var ids = (await handler.PostAsync($"{round}/visits", new { visits = people })).Success().Body.GetProperty("ids");
        var opened = (await handler.PostAsync($"{round}/open", new { purpose = "visit", visits = ids })).Success();
        Assert.Equal(2, opened.Text.Split(_word).Length - 1);
        (await handler.PostAsync($"{round}/visits/{ids[0].GetString()}/signal", new { worry = $"Wil graag naar {_word}." })).Success();
    }

    /// <summary>A data subject is sought, and what is known is put right.</summary>
    private async Task PutRightAsync(Guid signal, string address)
    {
        using var officer = new Api(Town.Officer);
        var request = $"/signals/v1/privacy/requests/{(await officer.PostAsync("/signals/v1/privacy/requests", new { municipality = Town.Here, kind = "rectification", about = "subject", reference = "Z-2026-3", identityCheck = "in-person" })).Success().Id}";
        (await officer.PostAsync($"{request}/search", new { email = address })).Success();
        (await officer.PostAsync($"{request}/search", new { phone = $"061234567 {_word}" })).Success();
        (await officer.PostAsync($"{request}/signals", new { signalId = signal })).Success();
        (await officer.PostAsync($"{request}/rectify", new { signalId = signal, subject = new { name = _word, address = _word, phone = _word, description = _word } })).Success();
        Assert.Equal(4, (await officer.PostAsync($"/signals/v1/signals/{signal}/open", new { purpose = "rights", fields = Subject })).Success().Text.Split(_word).Length - 1);
    }

    /// <summary>What is refused must leave no trace either: bodies, addresses and headers with the word.</summary>
    private async Task RefuseAsync()
    {
        using var anyone = new Api();
        using var handler = new Api(Town.Handler);
        foreach (var answer in new[]
        {
            await anyone.PostAsync("/signals/v1/signals", new { municipality = _word, worry = _word, reporter = new { email = _word } }),
            await anyone.PostAsync("/signals/v1/signals", new { worry = new { text = _word } }),
            await anyone.PostAsync("/signals/v1/signals", _word),
            await anyone.PostAsync("/signals/v1/receipts/session", new { receipt = _word }),
            await anyone.GetAsync("/signals/v1/reporter/signal", ("Receipt-Session", _word)),
            await anyone.GetAsync($"/signals/v1/cards/{_word}"),
            await anyone.GetAsync($"/catalog/v1/services?municipality={_word}&q={_word}"),
            await handler.GetAsync($"/signals/v1/signals?area={_word}"),
            await handler.PostAsync($"/signals/v1/signals/{_word}/open", new { purpose = _word }),
            await handler.PostAsync($"/signals/v1/signals/{Guid.NewGuid()}/transitions/{_word}"),
            await handler.PostAsync("/signals/v1/covers", new { coveredBy = $"{_word}@voorbeeld.nl", fromDate = Examples.Today, untilDate = Examples.Today }),
        }) Assert.InRange(answer.Status, 400, 499);
        (await anyone.GetAsync($"/catalog/v1/services?q={_word}")).Success();
    }
}
