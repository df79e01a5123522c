using System.Net;

namespace Signals.Tests.FollowUp;

public sealed class NoteTests(SignalsFixture signals)
{
    [Fact]
    public async Task A_note_is_sealed_listed_without_its_text_and_opened_only_with_a_line_in_both_logs()
    {
        using var handler = signals.Handler();
        var desk = new Desk(signals, handler);
        var id = await desk.ReceiveAsync();
        var secret = $"notitie{Guid.NewGuid():N}";
        var note = await desk.PostAsync(id, "notes", new { kind = "conversation", text = $"Zij vertelde {secret}." });
        Assert.False(note.TryGetProperty("text", out _));
        await desk.PostAsync(id, "notes", new { kind = "agreement", text = "Morgen bellen." });

        var list = await handler.GetStringAsync($"{Desk.Base}/signals/{id}/notes");
        Assert.Contains("\"conversation\"", list, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, list, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await handler.GetStringAsync($"{Desk.Base}/signals/{id}"), StringComparison.Ordinal);
        Assert.DoesNotContain(await Desk.EveryRowAsync(signals), row => row.Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(signals.LogLines, line => line.Contains(secret, StringComparison.Ordinal));

        var without = await desk.PostAsync(id, "open", new { purpose = "guidance" }, HttpStatusCode.OK);
        Assert.False(without.TryGetProperty("notes", out _));
        var lines = await signals.ScalarAsync<long>("select count(*) from processing_log");
        var opened = await desk.PostAsync(id, "open", new { purpose = "guidance", fields = Notes }, HttpStatusCode.OK);
        Assert.Equal([$"Zij vertelde {secret}.", "Morgen bellen."], opened.GetProperty("notes").EnumerateArray().Select(n => n.GetProperty("text").GetString()));
        Assert.Equal(lines + 2, await signals.ScalarAsync<long>("select count(*) from processing_log"));
        Assert.Equal("{notes}", await signals.ScalarAsync<string>("select fields::text from audit_log where signal_id = @id and action = 'open' order by seq desc limit 1", new { id }));
    }

    private static readonly string[] Notes = ["notes"];
}
