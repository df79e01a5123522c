using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nabij.Testing;

namespace Catalog.Tests;

/// <summary>An answer, read to its end.</summary>
internal sealed record Answer(HttpStatusCode Status, string? MediaType, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Body => JsonElement.Parse(Text);

    public Guid Id => Body.GetProperty("id").GetGuid();

    public string[] Errors => [.. Body.GetProperty("errors").EnumerateObject().Select(e => e.Name)];

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    public Answer Is(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)status} expected, {(int)Status}: {Text}");
        if ((int)status >= 400 && Text.Length > 0) Assert.Equal("application/problem+json", MediaType);
        return this;
    }
}

/// <summary>Requests in one line, and what people do with the catalogue.</summary>
internal static class Asking
{
    public const string Services = "/catalog/v1/services";

    public static async Task<Answer> AskAsync(this HttpClient client, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body, body.GetType()),
        };
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var answer = await client.SendAsync(request);
        return new Answer(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(), answer.Headers, answer.Content.Headers);
    }

    public static Task<Answer> ReadAsync(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.AskAsync(HttpMethod.Get, path, null, headers);

    public static Task<Answer> PostAsync(this HttpClient client, string path, object? body, params (string Name, string Value)[] headers) =>
        client.AskAsync(HttpMethod.Post, path, body, headers);

    public static Task<Answer> PutAsync(this HttpClient client, string path, object? body, params (string Name, string Value)[] headers) =>
        client.AskAsync(HttpMethod.Put, path, body, headers);

    public static Task<Answer> StepAsync(this HttpClient client, Guid service, string step, int version, object? body = null) =>
        client.PostAsync($"{Services}/{service}/{step}", body, IfMatch(version));

    public static (string, string) IfMatch(int version) => ("If-Match", $"\"{version}\"");

    public static object Organisation(string name = "Buurthuis De Brug", string? email = null, string? phone = null) =>
        new { name, domain = "care-welfare", kvkNumber = "12345678", website = "https://debrug.example", email, phone };

    /// <summary>A new organisation, listed by an editor.</summary>
    public static async Task<Guid> ListOrganisationAsync(this CatalogFixture catalog, string? email = null, string? phone = null)
    {
        var id = Guid.NewGuid();
        using var editor = catalog.Caller("editor");
        (await editor.PutAsync($"/catalog/v1/organisations/{id}", Organisation(email: email, phone: phone), ("If-None-Match", "*"))).Is(HttpStatusCode.Created);
        return id;
    }

    /// <summary>All that is told about a service; national when no municipality is given.</summary>
    public static JsonObject Content(Guid? organisation, params string[] municipalities)
    {
        var content = JsonNode.Parse("""
            {
              "name": "Samen wandelen",
              "essence": {
                "what": "Elke week een wandeling met mensen uit de buurt.",
                "forWhom": "Iedereen die graag buiten is.",
                "how": "Loop mee vanaf de brug."
              },
              "supportTypes": ["meeting-opportunities"],
              "format": "group",
              "frequency": "recurring",
              "costs": [{ "label": "koffie", "price": { "amount": 2.5 }, "per": "visit" }]
            }
            """)!.AsObject();
        content["scope"] = new JsonObject { ["national"] = municipalities.Length == 0, ["municipalities"] = new JsonArray([.. municipalities.Select(m => JsonValue.Create(m))]) };
        if (organisation is { } id) content["organisationId"] = id;
        return content;
    }

    /// <summary>A draft, registered by an editor of the whole country.</summary>
    public static async Task<Guid> RegisterAsync(this CatalogFixture catalog, JsonObject content)
    {
        using var editor = catalog.Caller("editor", "*");
        return (await editor.PostAsync(Services, content)).Is(HttpStatusCode.Created).Id;
    }

    /// <summary>A published service, at version 2.</summary>
    public static async Task<Guid> PublishAsync(this CatalogFixture catalog, JsonObject content)
    {
        var id = await catalog.RegisterAsync(content);
        using var editor = catalog.Caller("editor", "*");
        (await editor.StepAsync(id, "publish", 1)).Is(HttpStatusCode.OK);
        return id;
    }

    /// <summary>Waits until the search knows all that was stored before this call.</summary>
    public static async Task IndexedAsync(this CatalogFixture catalog)
    {
        var clock = Stopwatch.StartNew();
        using var anyone = catalog.Caller();
        await Eventually.TrueAsync(async () =>
            (await anyone.ReadAsync("/catalog/v1/index")).Is(HttpStatusCode.OK).Body.GetProperty("lagMilliseconds").GetInt32() < clock.ElapsedMilliseconds);
    }

    /// <summary>What anybody is answered who searches.</summary>
    public static async Task<JsonElement> SearchAsync(this CatalogFixture catalog, string query)
    {
        await catalog.IndexedAsync();
        using var anyone = catalog.Caller();
        return (await anyone.ReadAsync($"{Services}?{query}")).Is(HttpStatusCode.OK).Body;
    }

    /// <summary>The ids that anybody finds, in order.</summary>
    public static async Task<Guid[]> FindAsync(this CatalogFixture catalog, string query) =>
        [.. (await catalog.SearchAsync($"pageSize=100&{query}")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid())];

    public static JsonObject With(this JsonObject content, string member, JsonNode? value)
    {
        content[member] = value;
        return content;
    }
}
