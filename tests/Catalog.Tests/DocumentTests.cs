using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nabij.ServiceDefaults.Auth;
using static Catalog.Tests.Asking;

namespace Catalog.Tests;

/// <summary>What the OpenAPI document says, and that the service does what it says.</summary>
public sealed class DocumentTests(CatalogFixture catalog)
{
    private sealed record Operation(string Method, string Path, JsonElement Json)
    {
        public string Where => $"{Method} {Path}";

        public string Policy => Json.GetProperty("x-policy").GetString()!;

        public JsonElement[] Parameters => Json.TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray()] : [];

        public bool HasBody => Json.TryGetProperty("requestBody", out _);

        public string[] Statuses => [.. Json.GetProperty("responses").EnumerateObject().Select(r => r.Name)];

        public JsonElement? Header(string name) => Parameters.Where(p => p.GetProperty("in").GetString() == "header" && p.GetProperty("name").GetString() == name)
            .Select(p => (JsonElement?)p).FirstOrDefault();
    }

    [Fact]
    public async Task It_is_open_api_3_0_for_everyone_from_everywhere()
    {
        using var anyone = catalog.Caller();
        var answer = (await anyone.ReadAsync("/catalog/v1/openapi.json", ("Origin", "https://portal.example"))).Is(HttpStatusCode.OK);
        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
        Assert.StartsWith("3.0.", answer.Body.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("/catalog/v1", answer.Body.GetProperty("servers")[0].GetProperty("url").GetString());
        Assert.All(answer.Body.GetProperty("paths").EnumerateObject(), p => Assert.DoesNotMatch("/v[0-9]|^/catalog", p.Name));
        var contact = answer.Body.GetProperty("info").GetProperty("contact");
        Assert.All(["name", "email", "url"], member => Assert.NotEqual("", contact.GetProperty(member).GetString()));
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_and_a_policy()
    {
        var operations = Operations(await DocumentAsync());
        Assert.Equal(operations.Length, operations.Select(o => o.Json.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.All(operations, o => Assert.False(string.IsNullOrEmpty(o.Json.GetProperty("summary").GetString()), o.Where));
        Assert.All(operations, o => Assert.Single(o.Json.GetProperty("tags").EnumerateArray()));
        Assert.All(operations, o => Assert.True(o.Policy == "anonymous" || o.Policy.Split('|').All(Roles.All.Contains), o.Where));
    }

    [Fact]
    public async Task Every_change_asks_for_the_version_that_was_read_and_every_creation_may_be_repeated()
    {
        string[] steps = ["submit", "publish", "pause", "resume", "archive", "accept", "reject", "decide"];
        var operations = Operations(await DocumentAsync());
        Assert.All(operations.Where(o => o.Method == "post"), o => Assert.Equal(o.Statuses.Contains("201"), o.Header("Idempotency-Key") is not null));
        foreach (var operation in operations.Where(o => o.Method == "put" || steps.Contains(o.Path.Split('/')[^1])))
        {
            // An organisation and a supplement are also created by PUT, with If-None-Match instead.
            var required = operation.Header("If-Match")!.Value.TryGetProperty("required", out var value) && value.GetBoolean();
            Assert.True(required != (operation.Header("If-None-Match") is not null), operation.Where);
            Assert.True(operation.Statuses.Contains("412") && operation.Statuses.Contains("428"), operation.Where);
        }

        Assert.All(operations.Where(o => o.Method == "get"), o => Assert.Null(o.Header("If-Match")));
    }

    [Fact]
    public async Task Every_refusal_is_a_problem()
    {
        foreach (var operation in Operations(await DocumentAsync()))
        {
            if (operation.Policy != "anonymous") Assert.True(operation.Statuses.Contains("401") && operation.Statuses.Contains("403"), operation.Where);
            if (operation.HasBody) Assert.True(operation.Statuses.Contains("400") && operation.Statuses.Contains("413") && operation.Statuses.Contains("415"), operation.Where);
            if (operation.Path.Contains('{', StringComparison.Ordinal)) Assert.True(operation.Statuses.Contains("404"), operation.Where);
            foreach (var response in operation.Json.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] == '4'))
            {
                var content = Assert.Single(response.Value.GetProperty("content").EnumerateObject());
                Assert.Equal("application/problem+json", content.Name);
                Assert.Equal("#/components/schemas/ProblemDetails", content.Value.GetProperty("schema").GetProperty("$ref").GetString());
            }
        }
    }

    [Fact]
    public async Task Only_what_the_caller_sends_stands_in_it()
    {
        var document = await DocumentAsync();
        string[] headers = ["If-Match", "If-None-Match", "Idempotency-Key"];
        foreach (var operation in Operations(document))
        {
            Assert.All(operation.Parameters, p => Assert.True(p.GetProperty("in").GetString() == "header"
                ? headers.Contains(p.GetProperty("name").GetString())
                : char.IsAsciiLetterLower(p.GetProperty("name").GetString()![0]) && p.GetProperty("schema").TryGetProperty("type", out _), $"{operation.Where}: {p}"));
            if (operation.Method is "get" or "delete") Assert.False(operation.HasBody, operation.Where);
            foreach (var number in operation.Parameters.Where(p => p.GetProperty("name").GetString() is "page" or "pageSize"))
            {
                Assert.Equal("integer", number.GetProperty("schema").GetProperty("type").GetString());
                Assert.Equal(1, number.GetProperty("schema").GetProperty("minimum").GetInt32());
            }
        }

        Assert.DoesNotContain(document.GetProperty("components").GetProperty("schemas").EnumerateObject(), s => s.Name is "Caller" or "IfMatch" or "ServiceCommand" or "UnitOfWork");
    }

    [Fact]
    public async Task What_is_answered_stands_in_it()
    {
        var document = await DocumentAsync();
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, "GM0344").With("reviewNeeded", true));
        using var anyone = catalog.Caller();
        using var editor = catalog.Caller("editor");

        Assert.Empty(Unknown(document, "SearchAnswer", (await anyone.ReadAsync($"{Services}?pageSize=1")).Is(HttpStatusCode.OK).Body));
        Assert.Empty(Unknown(document, "PagedListOfOrganisationAnswer", (await anyone.ReadAsync("/catalog/v1/organisations?pageSize=1")).Is(HttpStatusCode.OK).Body));
        Assert.Empty(Unknown(document, "ServiceAnswer", (await anyone.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK).Body));
        Assert.Empty(Unknown(document, "DemandAnswer", (await editor.ReadAsync($"{Services}/{id}/demand")).Is(HttpStatusCode.OK).Body));
        Assert.Empty(Unknown(document, "ProblemDetails", (await editor.PostAsync(Services, new { })).Is(HttpStatusCode.BadRequest).Body));
        Assert.Empty(Unknown(document, "ProblemDetails", (await editor.StepAsync(id, "resume", 2)).Is(HttpStatusCode.Conflict).Body));
        Assert.Empty(Unknown(document, "ProblemDetails", (await anyone.ReadAsync($"{Services}/{Guid.NewGuid()}")).Is(HttpStatusCode.NotFound).Body));
    }

    /// <summary>The members of an answer that its schema does not have.</summary>
    private static IEnumerable<string> Unknown(JsonElement document, string schema, JsonElement answer)
    {
        var schemas = document.GetProperty("components").GetProperty("schemas");
        return Compare(schemas, schemas.GetProperty(schema), answer, schema);
    }

    private static IEnumerable<string> Compare(JsonElement schemas, JsonElement schema, JsonElement value, string where)
    {
        if (schema.TryGetProperty("$ref", out var reference)) schema = schemas.GetProperty(reference.GetString()!.Split('/')[^1]);
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            return value.EnumerateArray().SelectMany((item, i) => Compare(schemas, items, item, $"{where}[{i}]"));
        if (value.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties)) return [];
        return value.EnumerateObject().SelectMany(member => properties.TryGetProperty(member.Name, out var known)
            ? Compare(schemas, known, member.Value, $"{where}.{member.Name}")
            : [$"{where}.{member.Name}"]);
    }

    private async Task<JsonElement> DocumentAsync()
    {
        using var anyone = catalog.Caller();
        return await anyone.GetFromJsonAsync<JsonElement>("/catalog/v1/openapi.json");
    }

    private static Operation[] Operations(JsonElement document) =>
    [
        .. document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => new Operation(o.Name, p.Name, o.Value))),
    ];
}
