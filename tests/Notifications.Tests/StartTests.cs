using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;

namespace Notifications.Tests;

/// <summary>What the service refuses to start with, and what it says of itself.</summary>
public sealed class StartTests(NotificationsFixture notifications)
{
    [Fact]
    public void Production_refuses_sinks_that_are_excepted_from_the_guard()
    {
        var error = Refusal(new() { ["Webhooks:AllowedSinks"] = "127.0.0.1:*" });
        Assert.Contains("Webhooks:AllowedSinks", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Events:Oin", ""), InlineData("Events:Oin", "123"), InlineData("Events:PublicAddress", ""), InlineData("Mail:SmtpSecurity", "None"), InlineData("Mail:Delivery", "fax")]
    [InlineData("Webhooks:KeyFile", "/nowhere")]
    public void Production_refuses_to_start_without(string key, string value) =>
        Assert.Contains(key, Refusal(new() { [key] = value }), StringComparison.Ordinal);

    [Fact]
    public async Task Every_public_event_type_has_a_meaning_and_a_schema()
    {
        var list = await notifications.Caller().GetFromJsonAsync<JsonElement>("/notifications/v1/event-types");
        var types = list.GetProperty("items").EnumerateArray().ToDictionary(t => t.GetProperty("type").GetString()!);
        Assert.Equal(types.Count, list.GetProperty("total").GetInt32());
        Assert.DoesNotContain("nl.nabij.signals.reporter-notice-due.v1", types.Keys);
        Assert.All(types.Values, t => Assert.True(t.GetProperty("meaning").GetString()!.Length > 10, t.ToString()));

        var gap = types["nl.nabij.coalition.gap-identified.v1"];
        Assert.Equal("municipality", gap.GetProperty("audience").GetString());
        var schema = gap.GetProperty("schema");
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.GetProperty("$schema").GetString());
        var properties = schema.GetProperty("properties");
        Assert.Equal("Code of the way of support that is missing.", properties.GetProperty("supportType").GetProperty("description").GetString());
        Assert.False(properties.TryGetProperty("eventId", out _));
        Assert.Contains("gapId", schema.GetProperty("required").EnumerateArray().Select(r => r.GetString()));
        Assert.DoesNotContain("eventId", schema.GetProperty("required").EnumerateArray().Select(r => r.GetString()));
    }

    [Fact]
    public async Task The_document_names_the_policy_of_each_operation()
    {
        var document = await notifications.Caller().GetFromJsonAsync<JsonElement>("/notifications/v1/openapi.json");
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => (Path: p.Name, Operation: o.Value))).ToList();
        Assert.True(operations.Count >= 11, $"{operations.Count}");
        Assert.All(operations, o => Assert.Equal(o.Path is "/event-types" or "/openapi.json" ? "anonymous" : "partner", o.Operation.GetProperty("x-policy").GetString()));
    }

    /// <summary>A start that would be right but for these settings.</summary>
    private string Refusal(Dictionary<string, string> settings)
    {
        Assert.Null(Start([]));
        return Start(settings) ?? "it started";

        string? Start(Dictionary<string, string> changed, int attempt = 1)
        {
            using var host = notifications.WithWebHostBuilder(b =>
            {
                b.UseEnvironment("Production");
                b.UseSetting("Webhooks:AllowedSinks", "");
                b.UseSetting("Mail:SmtpSecurity", "StartTls");
                b.UseSetting("Events:Oin", "00000009999999999000");
                b.UseSetting("Events:PublicAddress", "https://nabij.example");
                foreach (var (key, value) in changed) b.UseSetting(key, value);
            });
            try
            {
                return host.Services is null ? "" : null;
            }
            catch (ObjectDisposedException) when (attempt < 5)
            {
                // It refused, but was gone before the harness could ask it why.
                return Start(changed, attempt + 1);
            }
            catch (InvalidOperationException e)
            {
                return e.Message;
            }
        }
    }
}
