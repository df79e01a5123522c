using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nabij.Catalog.Duplicates;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Duplicates;

/// <summary>While somebody types: it may be there already.</summary>
public sealed class DuplicateTests(CatalogFixture catalog)
{
    private const string Path = $"{Services}/duplicates";

    [Theory]
    // name   what both tell: + the same, - another     worth a look   likely
    [InlineData(1.0, "", false, false)] // a name alone is never enough
    [InlineData(1.0, "-Organisation", false, false)]
    [InlineData(1.0, "+Organisation", true, true)]
    [InlineData(0.6, "+Organisation", true, false)]
    [InlineData(0.29, "+Organisation", false, false)]
    [InlineData(0.3, "+Organisation", true, false)]
    [InlineData(0.9, "+Organisation -Postcode", false, false)]
    [InlineData(0.2, "+Organisation +Phone +Postcode", false, false)] // another activity in the same house
    [InlineData(1.0, "+Phone -Organisation", true, false)]
    [InlineData(0.9, "+Phone +Postcode -Organisation", true, true)]
    [InlineData(0.0, "+Email", true, false)]
    [InlineData(0.0, "+Email -Phone", false, false)]
    [InlineData(0.9, "+Website -Phone -Postcode", false, false)]
    [InlineData(1.0, "+Website", true, true)]
    [InlineData(1.0, "+Phone +Email +Postcode +Organisation +Website", true, true)]
    public void More_than_a_name_must_be_shared(double similarity, string facts, bool look, bool likely)
    {
        var likeness = Likeness.Of(similarity, facts.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(f => Enum.Parse<SharedFact>(f[1..]), f => f[0] == '+'));
        Assert.InRange(likeness.Score, 0, 1);
        Assert.Equal((look, likely), (likeness.IsWorthALook, likeness.IsWorthALook && likeness.Score >= Likeness.Likely));
    }

    [Fact]
    public async Task What_is_there_already_is_shown_with_the_reasons()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var name = Word();
        var id = await catalog.PublishAsync(Place(Content(organisation, "GM0344").With("name", $"Koffie {name}"), "+31 (0)30-765 99 01", $"{name}@debrug.example", $"https://www.{name}.example/koffie", "3511 AB"));
        using var editor = catalog.Caller("editor");
        var found = await FindAsync(editor, new { name = $"{name} koffie", phone = "0307659901", email = $"{name.ToUpperInvariant()}@debrug.example", website = $"http://{name}.example", postcode = "3511AB", organisationId = organisation });
        var first = found[0];
        Assert.Equal((id, true, "published"), (first.GetProperty("serviceId").GetGuid(), first.GetProperty("likely").GetBoolean(), first.GetProperty("state").GetString()));
        Assert.Equal(["postcode", "phone", "email", "organisation", "name", "website"], first.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()));

        Assert.Equal(["phone"], (await FindAsync(editor, new { name = "Iets heel anders", phone = "0031307659901" })).Single(f => f.GetProperty("serviceId").GetGuid() == id)
            .GetProperty("reasons").EnumerateArray().Select(r => r.GetString()));
        Assert.Empty(await FindAsync(editor, new { name = $"Koffie {name}" }));
        Assert.Empty(await FindAsync(editor, new { name = $"Koffie {name}", phone = "0201112222" }));
        Assert.Empty(await FindAsync(editor, new { name = $"Koffie {name}", postcode = "3511" }));
    }

    [Fact]
    public async Task At_most_five_are_shown_and_none_that_has_ended_or_is_anothers_draft()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var name = Word();
        var phone = $"030{Random.Shared.Next(1_000_000, 9_999_999)}";
        var draft = await catalog.RegisterAsync(Place(Content(organisation, "GM0344").With("name", name), phone));
        var ended = await catalog.PublishAsync(Place(Content(organisation, "GM0344").With("name", name), phone));
        (await catalog.Caller("editor").StepAsync(ended, "archive", 2, new { reason = "gestopt" })).Is(HttpStatusCode.OK);
        var request = new { name, phone };
        Assert.Equal([draft], Ids(await FindAsync(catalog.Caller("editor"), request)));
        Assert.Equal([draft], Ids(await FindAsync(catalog.Caller("provider", organisation: organisation), request)));
        Assert.Empty(await FindAsync(catalog.Caller("editor", "GM0363"), request));
        Assert.Empty(await FindAsync(catalog.Caller("provider", organisation: Guid.NewGuid()), request));

        for (var i = 0; i < 6; i++) await catalog.PublishAsync(Place(Content(organisation, "GM0344").With("name", $"{name} {i}"), phone));
        var found = await FindAsync(catalog.Caller("editor"), request);
        Assert.Equal(5, found.Count);
        Assert.Equal(draft, Ids(found)[0]);
        var scores = found.ConvertAll(f => f.GetProperty("score").GetDouble());
        Assert.Equal(scores.OrderDescending(), scores);
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name": "ab"}""", "name")]
    [InlineData("""{"name": "abc\u0000"}""", "name")]
    [InlineData("""{"name": "abc", "phone": 30}""", "phone")]
    [InlineData("""{"name": "abc", "email": "nergens"}""", "email")]
    [InlineData("""{"name": "abc", "website": "ftp://x"}""", "website")]
    [InlineData("""{"name": "abc", "postcode": "0000"}""", "postcode")]
    [InlineData("""{"name": "abc", "organisationId": "geen"}""", "organisationId")]
    public async Task What_is_wrong_is_named(string body, string field) =>
        Assert.Equal([field], (await catalog.Caller("editor").PostAsync(Path, body)).Is(HttpStatusCode.BadRequest).Errors);

    [Theory]
    [InlineData("""{"name": "%_\\' or 1=1 --", "phone": "+++", "website": "https://[::1]/"}""")]
    [InlineData("""{"name": "\u202e\ud83d\ude00\u0301\u0301", "phone": "\u0660\u0661\u0662", "postcode": "9999ZZ"}""")]
    public async Task Odd_words_find_nothing_and_break_nothing(string body) => (await catalog.Caller("editor").PostAsync(Path, body)).Is(HttpStatusCode.OK);

    [Fact]
    public async Task It_is_for_who_keeps_services()
    {
        (await catalog.Caller().PostAsync(Path, new { name = "Koffie" })).Is(HttpStatusCode.Unauthorized);
        (await catalog.Caller("coordinator").PostAsync(Path, new { name = "Koffie" })).Is(HttpStatusCode.Forbidden);
    }

    private static async Task<List<JsonElement>> FindAsync(HttpClient caller, object request) =>
        [.. (await caller.PostAsync(Path, request)).Is(HttpStatusCode.OK).Body.GetProperty("items").EnumerateArray()];

    private static Guid[] Ids(IEnumerable<JsonElement> found) => [.. found.Select(f => f.GetProperty("serviceId").GetGuid())];

    private static JsonObject Place(JsonObject content, string phone, string? email = null, string? website = null, string? postcode = null)
    {
        content["contact"] = new JsonObject { ["phone"] = phone, ["email"] = email, ["website"] = website };
        if (postcode is not null) content["locations"] = new JsonArray(new JsonObject { ["postcode"] = postcode });
        return content;
    }

    private static string Word() => string.Concat(Guid.NewGuid().ToString("N").Select(c => (char)('a' + Convert.ToInt32(c.ToString(), 16))));
}
