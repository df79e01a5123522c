using System.Net;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Search;

/// <summary>Who looks at a list and who helps on the phone see the same.</summary>
public sealed class ResultCodeTests(CatalogFixture catalog)
{
    private const string Codes = "/catalog/v1/result-codes";

    [Fact]
    public async Task A_short_code_gives_the_same_list_back_in_the_same_order()
    {
        var organisation = await catalog.ListOrganisationAsync();
        Guid[] list = [await catalog.PublishAsync(Content(organisation, "GM0344")), await catalog.PublishAsync(Content(organisation)), await catalog.PublishAsync(Content(organisation, "GM0363"))];
        list = [list[2], list[0], list[1]];
        await catalog.IndexedAsync();
        using var anyone = catalog.Caller();
        var made = (await anyone.PostAsync(Codes, new { services = list })).Is(HttpStatusCode.Created);
        var code = made.Body.GetProperty("code").GetString()!;
        Assert.Matches("^[0-9]{2}-[0-9]{2}-[0-9]{2}$", code);
        Assert.Equal($"{Codes}/{code}", made.Header("Location"));
        foreach (var typed in new[] { code, code.Replace("-", "", StringComparison.Ordinal) })
        {
            var read = (await anyone.ReadAsync($"{Codes}/{typed}")).Is(HttpStatusCode.OK).Body;
            Assert.Equal(list, read.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
        }

        // A service that is named twice is in the list once; another code leaves the first as it is.
        var doubled = (await anyone.PostAsync(Codes, new { services = new[] { list[1], list[0], list[1] } })).Is(HttpStatusCode.Created).Body.GetProperty("code").GetString();
        Assert.Equal([list[1], list[0]], (await anyone.ReadAsync($"{Codes}/{doubled}")).Body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
        Assert.Equal(3, (await anyone.ReadAsync($"{Codes}/{code}")).Is(HttpStatusCode.OK).Body.GetProperty("items").GetArrayLength());

        using var editor = catalog.Caller("editor", "*");
        (await editor.StepAsync(list[1], "pause", 2, new { reason = "Zomerstop" })).Is(HttpStatusCode.OK);
        await catalog.IndexedAsync();
        Assert.Equal([list[0], list[2]], (await anyone.ReadAsync($"{Codes}/{code}")).Body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task A_code_that_has_expired_gives_nothing()
    {
        using var anyone = catalog.Caller();
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), "GM0344"));
        var code = (await anyone.PostAsync(Codes, new { services = new[] { id } })).Is(HttpStatusCode.Created).Body.GetProperty("code").GetString()!;
        await catalog.ScalarAsync<object>("update result_code set expires_at = now() - interval '1 second' where code = @code", new { code });
        (await anyone.ReadAsync($"{Codes}/{code}")).Is(HttpStatusCode.NotFound);
        (await anyone.PostAsync(Codes, new { services = new[] { id } })).Is(HttpStatusCode.Created);
        Assert.Equal(0, await catalog.ScalarAsync<long>("select count(*) from result_code where code = @code", new { code }));
    }

    [Theory]
    [InlineData("abcdef", 404)]
    [InlineData("12-34-5x", 404)]
    [InlineData("12345", 400)]
    [InlineData("123456789", 400)]
    public async Task What_is_no_code_is_refused(string code, int status)
    {
        using var anyone = catalog.Caller();
        (await anyone.ReadAsync($"{Codes}/{code}")).Is((HttpStatusCode)status);
    }

    [Fact]
    public async Task Only_services_that_were_published_get_a_code()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var draft = await catalog.RegisterAsync(Content(organisation, "GM0344"));
        using var anyone = catalog.Caller();
        foreach (var wrong in new[] { "[]", $"[\"{draft}\"]", $"[\"{Guid.NewGuid()}\"]", "null", "[null]", $"[{string.Join(',', Enumerable.Repeat($"\"{draft}\"", 101))}]" })
            (await anyone.PostAsync(Codes, $$"""{"services": {{wrong}}}""")).Is(HttpStatusCode.BadRequest);
    }
}
