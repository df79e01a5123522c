using System.Net;
using System.Text.Json.Nodes;
using static Catalog.Tests.Asking;

namespace Catalog.Tests;

public sealed class IdempotencyTests(CatalogFixture catalog)
{
    private readonly (string, string) _key = ("Idempotency-Key", Guid.NewGuid().ToString());

    [Fact]
    public async Task The_same_key_and_body_give_the_same_answer_and_one_effect()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var editor = catalog.Caller("editor");
        var content = Content(organisation, "GM0344");
        var first = (await editor.PostAsync(Services, content, _key)).Is(HttpStatusCode.Created);
        var again = (await editor.PostAsync(Services, content.ToJsonString().Replace(",", ", ", StringComparison.Ordinal), _key)).Is(HttpStatusCode.Created);
        Assert.Equal(first.Text, again.Text);
        Assert.Equal(first.Header("Location"), again.Header("Location"));
        Assert.Equal(first.Header("ETag"), again.Header("ETag"));
        Assert.Equal(first.MediaType, again.MediaType);
        Assert.Equal(1, await CountAsync(organisation));

        (await editor.PostAsync(Services, Content(organisation, "GM0344").With("name", "Iets anders"), _key)).Is(HttpStatusCode.Conflict);
        Assert.Equal(1, await CountAsync(organisation));
    }

    [Fact]
    public async Task Two_at_once_have_one_effect()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var editor = catalog.Caller("editor");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => editor.PostAsync(Services, Content(organisation, "GM0344"), _key)));
        var created = answers.Where(a => a.Status == HttpStatusCode.Created).ToArray();
        Assert.Single(created.Select(a => a.Id).Distinct());
        Assert.All(answers.Except(created), a => Assert.Equal("1", a.Is(HttpStatusCode.Conflict).Header("Retry-After")));
        Assert.Equal(1, await CountAsync(organisation));
    }

    [Fact]
    public async Task What_was_refused_may_be_corrected_under_the_same_key()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var editor = catalog.Caller("editor");
        (await editor.PostAsync(Services, Content(organisation, "GM0344").With("name", "x"), _key)).Is(HttpStatusCode.BadRequest);
        (await editor.PostAsync(Services, Content(Guid.NewGuid(), "GM0344"), _key)).Is(HttpStatusCode.BadRequest);
        (await editor.PostAsync(Services, Content(organisation, "GM0344"), _key)).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_key_belongs_to_who_uses_it()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var one = catalog.Caller("editor", subject: "one");
        using var two = catalog.Caller("editor", subject: "two");
        var first = (await one.PostAsync(Services, Content(organisation, "GM0344"), _key)).Is(HttpStatusCode.Created);
        var second = (await two.PostAsync(Services, Content(organisation, "GM0344"), _key)).Is(HttpStatusCode.Created);
        Assert.NotEqual(first.Id, second.Id);
    }

    [Theory]
    [InlineData("kort")]
    [InlineData("een sleutel met spaties erin")]
    public async Task A_bad_key_is_refused(string key)
    {
        using var editor = catalog.Caller("editor");
        (await editor.PostAsync(Services, Content(await catalog.ListOrganisationAsync(), "GM0344"), ("Idempotency-Key", key))).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_is_kept_tells_nothing_without_the_key()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var editor = catalog.Caller("editor");
        (await editor.PostAsync(Services, Content(organisation, "GM0344").With("source", new JsonObject { ["name"] = "test", ["id"] = organisation.ToString() }), _key)).Is(HttpStatusCode.Created);
        Assert.Equal(0, await catalog.ScalarAsync<int>(
            "select count(*) from idempotency where position(convert_to(@text, 'UTF8') in answer) > 0 or position(convert_to(@text, 'UTF8') in request) > 0",
            new { text = organisation.ToString() }));
    }

    private Task<int> CountAsync(Guid organisation) => catalog.ScalarAsync<int>("select count(*) from service where organisation_id = @organisation", new { organisation });
}
