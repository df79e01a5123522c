using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Catalog.Tests;

/// <summary>What every answer of the service keeps to.</summary>
public sealed class ContractTests(CatalogFixture catalog)
{
    [Theory]
    [InlineData("/catalog/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("/catalog/v1/openapi.json/", HttpStatusCode.NotFound)]
    public async Task What_is_refused_is_a_problem_in_the_callers_language(string path, HttpStatusCode status)
    {
        using var client = catalog.Caller();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        using var answer = await client.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Not found", problem.GetProperty("title").GetString());
        Assert.NotEqual("", problem.GetProperty("detail").GetString());
        Assert.NotEqual("", problem.GetProperty("traceId").GetString());
        Assert.Equal("1.0.0", answer.Headers.GetValues("API-Version").Single());
    }

    [Fact]
    public async Task The_document_is_open_api_3_0()
    {
        using var client = catalog.Caller();
        var document = await client.GetFromJsonAsync<JsonElement>("/catalog/v1/openapi.json");
        Assert.StartsWith("3.0.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("/catalog/v1", document.GetProperty("servers")[0].GetProperty("url").GetString());
    }
}
