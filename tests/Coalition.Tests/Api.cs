using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Coalition.Tests;

/// <summary>The API as a caller uses it: short names for what most tests do.</summary>
internal static class Api
{
    public const string Base = "/coalition/v1";

    public static Task<HttpResponseMessage> SubmitAsync(this HttpClient client, string path, object? body, string? etag = null, string? key = null) =>
        client.SendAsync(HttpMethod.Post, path, body, etag, key);

    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient client, HttpMethod method, string path, object? body = null, string? etag = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, Base + path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (etag is not null) request.Headers.TryAddWithoutValidation("If-Match", etag);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request);
    }

    /// <summary>POST that must succeed.</summary>
    public static async Task<JsonElement> CreateAsync(this HttpClient client, string path, object body)
    {
        using var answer = await client.SubmitAsync(path, body);
        return await answer.BodyAsync(HttpStatusCode.Created);
    }

    /// <summary>A step that must succeed, with the version of now.</summary>
    public static async Task<JsonElement> StepAsync(this HttpClient client, string resource, string step, object? body = null)
    {
        using var answer = await client.TryStepAsync(resource, step, body);
        return await answer.BodyAsync(HttpStatusCode.OK);
    }

    /// <summary>A step with the version of now.</summary>
    public static async Task<HttpResponseMessage> TryStepAsync(this HttpClient client, string resource, string step, object? body = null) =>
        await client.SubmitAsync($"{resource}/{step}", body, await client.ETagAsync(resource));

    public static async Task<string> ETagAsync(this HttpClient client, string resource)
    {
        using var answer = await client.GetAsync(Base + resource);
        return answer.Headers.ETag?.ToString() ?? "\"0\"";
    }

    public static async Task<JsonElement> ReadAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(Base + path);
        return await answer.BodyAsync(HttpStatusCode.OK);
    }

    public static async Task<JsonElement> BodyAsync(this HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"Expected {expected}, got {answer.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    public static async Task<string[]> ErrorsAsync(this HttpResponseMessage answer) =>
        [.. (await answer.BodyAsync(HttpStatusCode.BadRequest)).GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal)];

    public static Guid Id(this JsonElement element) => element.GetProperty("id").GetGuid();

    public static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;

    public static string[] Texts(this JsonElement element, string member) => [.. element.GetProperty(member).EnumerateArray().Select(e => e.GetString()!)];

    public static JsonElement[] Items(this JsonElement page) => [.. page.GetProperty("items").EnumerateArray()];
}
