using System.Net;
using System.Text.Json;
using Nabij.Catalog.Quality;
using Nabij.Contracts;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Quality;

/// <summary>A service is assessed with a questionnaire.</summary>
public sealed class AssessmentTests(CatalogFixture catalog)
{
    private const string Town = "GM0193", Path = "/catalog/v1/questionnaires";

    [Fact]
    public async Task Anyone_reads_the_questionnaires_in_a_version_and_a_language()
    {
        using var anyone = catalog.Caller();
        var all = (await anyone.ReadAsync(Path)).Is(HttpStatusCode.OK).Body;
        Assert.Equal(["improvement-check", "request-checklist"], all.GetProperty("items").EnumerateArray().Select(q => q.GetProperty("key").GetString()));
        Assert.All(all.GetProperty("items").EnumerateArray(), q => Assert.Equal(q.GetProperty("version").GetInt32(), q.GetProperty("versions")[0].GetInt32()));

        var latest = (await anyone.ReadAsync($"{Path}/improvement-check")).Is(HttpStatusCode.OK).Body;
        Assert.Equal(latest.GetRawText(), (await anyone.ReadAsync($"{Path}/improvement-check?version=1")).Is(HttpStatusCode.OK).Text);
        Assert.Equal("Verbetertool Eenzaamheid (Movisie)", latest.GetProperty("source").GetProperty("name").GetString());
        Assert.Equal("2019-06-13", latest.GetProperty("source").GetProperty("asOfDate").GetString());
        Assert.Equal("2026-11-24", latest.GetProperty("publishedDate").GetString());
        Assert.Equal("Verbetercheck voor activiteiten", latest.GetProperty("title").GetString());
        Assert.Equal("Improvement check for activities", (await anyone.ReadAsync($"{Path}/improvement-check", ("Accept-Language", "en"))).Body.GetProperty("title").GetString());

        foreach (var wrong in new[] { $"{Path}/improvement-check?version=2", $"{Path}/nothing", $"{Path}/%20" }) (await anyone.ReadAsync(wrong)).Is(HttpStatusCode.NotFound);
        Assert.Equal(["version"], (await anyone.ReadAsync($"{Path}/improvement-check?version=0")).Is(HttpStatusCode.BadRequest).Errors);
    }

    [Fact]
    public async Task The_organisation_assesses_its_service_and_gets_advice_with_the_answers_that_gave_it()
    {
        var (id, organisation, path) = await ServiceAsync();
        using var provider = catalog.Caller("provider", Town, organisation);
        var given = Answers("improvement-check", ("meeting-welcome", "no"), ("meeting-again", "partly"), ("reach-absent", "no"));
        var made = (await provider.PostAsync(path, given)).Is(HttpStatusCode.Created).Body;

        // Meeting: 1 of 4 points; reach: 4 of 6; the other four components are whole.
        Assert.Equal((82, "strong", "provider", 1), (made.GetProperty("score").GetInt32(), Text(made, "band"), Text(made, "byRole"), made.GetProperty("version").GetInt32()));
        Assert.NotEqual("", Text(made, "outcome"));
        var components = made.GetProperty("components").EnumerateArray().ToDictionary(c => Text(c, "code")!);
        Assert.DoesNotContain("social-skills", components.Keys); // it does not offer that, so it was not asked
        Assert.Equal((25, "weak"), (components["meeting-opportunities"].GetProperty("score").GetInt32(), Text(components["meeting-opportunities"], "band")));
        Assert.Equal((67, "fair"), (components["reach"].GetProperty("score").GetInt32(), Text(components["reach"], "band")));
        Assert.Empty(components["people"].GetProperty("advice").EnumerateArray());
        var advice = components["meeting-opportunities"].GetProperty("advice").EnumerateArray().ToList();
        Assert.Equal(["meeting-again partly deels", "meeting-welcome no nee"], advice.Select(a => $"{Text(a, "question")} {Text(a, "answer")} {Text(a, "answerLabel")}"));
        Assert.StartsWith("Kies vaste dagen", Text(advice[0], "advice"), StringComparison.Ordinal);

        var told = await catalog.Broker.HearAsync<QualityAssessed>(e => e.ServiceId == id);
        Assert.Equal((made.GetProperty("id").GetGuid(), "improvement-check", 1, "strong"), (told.AssessmentId, told.Questionnaire, told.QuestionnaireVersion, told.Band));
        Assert.Equal(["meeting-opportunities"], told.WeakComponents);
        Assert.Equal((Town, organisation), (told.Municipality, told.Organisation!.Value));
        Assert.DoesNotContain("meeting-welcome", JsonSerializer.Serialize(told), StringComparison.Ordinal);

        using var editor = catalog.Caller("editor", Town);
        (await editor.PostAsync(path, Answers("request-checklist"))).Is(HttpStatusCode.Created);
        var all = (await provider.ReadAsync(path)).Is(HttpStatusCode.OK).Body;
        Assert.Equal(["request-checklist editor 100", "improvement-check provider 82"],
            all.GetProperty("items").EnumerateArray().Select(a => $"{Text(a, "questionnaire")} {Text(a, "byRole")} {a.GetProperty("score").GetInt32()}"));
        foreach (var member in new[] { "id", "components", "answers", "outcome" })
            Assert.Equal(made.GetProperty(member).GetRawText(), all.GetProperty("items")[1].GetProperty(member).GetRawText());
        Assert.Equal("part", Text((await provider.ReadAsync(path, ("Accept-Language", "en"))).Body.GetProperty("items")[1].GetProperty("components")[0].GetProperty("advice")[0], "answerLabel")![..4]);
    }

    [Fact]
    public async Task Each_municipality_hears_of_a_service_that_is_offered_there()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, Town, "GM0202"));
        (await catalog.Caller("editor", "GM0202").PostAsync($"{Services}/{id}/assessments", Answers("request-checklist"))).Is(HttpStatusCode.Created);
        foreach (var town in new[] { Town, "GM0202" }) await catalog.Broker.HearAsync<QualityAssessed>(e => e.ServiceId == id && e.Municipality == town);
    }

    [Fact]
    public async Task What_is_not_in_the_questionnaire_is_named()
    {
        var (_, _, path) = await ServiceAsync();
        using var editor = catalog.Caller("editor", Town);
        var whole = Answers("request-checklist");
        Assert.Equal(["questionnaire"], await ErrorsAsync(whole with { Questionnaire = "nothing" }));
        Assert.Equal(["version"], await ErrorsAsync(whole with { Version = 2 }));
        Assert.Equal(["answers[0].question"], await ErrorsAsync(whole with { Answers = [new("what", "yes"), .. whole.Answers] }));
        Assert.Equal([$"answers[{whole.Answers.Count}].question"], await ErrorsAsync(whole with { Answers = [.. whole.Answers, whole.Answers[0]] }));
        Assert.Equal(["answers[0].answer"], await ErrorsAsync(whole with { Answers = [whole.Answers[0] with { Answer = "maybe" }, .. whole.Answers.Skip(1)] }));
        Assert.Equal(["answers"], await ErrorsAsync(whole with { Answers = [.. whole.Answers.Skip(1)] }));
        Assert.Equal(["answers"], await ErrorsAsync(whole with { Answers = [.. whole.Answers.Select(a => a with { Answer = "not-applicable" })] }));
        Assert.Equal(["answers[0]"], (await editor.PostAsync(path, """{"questionnaire": "request-checklist", "version": 1, "answers": [null]}""")).Is(HttpStatusCode.BadRequest).Errors);
        Assert.Equal(["answers", "questionnaire", "version"], (await editor.PostAsync(path, "{}")).Is(HttpStatusCode.BadRequest).Errors.Order());

        async Task<string[]> ErrorsAsync(AssessServiceRequest request) => (await editor.PostAsync(path, request)).Is(HttpStatusCode.BadRequest).Errors;
    }

    [Fact]
    public async Task It_is_between_the_organisation_and_the_editors_of_its_municipality()
    {
        var (id, organisation, path) = await ServiceAsync();
        var whole = Answers("improvement-check");
        foreach (var (role, town, own, status) in new[]
        {
            ("provider", "GM0363", false, HttpStatusCode.NotFound), ("editor", "GM0363", false, HttpStatusCode.NotFound),
            ("coordinator", Town, false, HttpStatusCode.Forbidden), ("handler", Town, true, HttpStatusCode.Forbidden),
        })
        {
            using var caller = catalog.Caller(role, town, own ? organisation : null);
            (await caller.PostAsync(path, whole)).Is(status);
            (await caller.ReadAsync(path)).Is(status);
        }

        (await catalog.Caller().ReadAsync(path)).Is(HttpStatusCode.Unauthorized);
        using var provider = catalog.Caller("provider", "GM0363", organisation);
        (await provider.ReadAsync(path)).Is(HttpStatusCode.OK);
        (await provider.PostAsync($"{Services}/{Guid.NewGuid()}/assessments", whole)).Is(HttpStatusCode.NotFound);
        (await catalog.Caller("editor", Town).StepAsync(id, "archive", 2, new { reason = "gestopt" })).Is(HttpStatusCode.OK);
        (await provider.PostAsync(path, whole)).Is(HttpStatusCode.Conflict);
    }

    private async Task<(Guid Id, Guid Organisation, string Path)> ServiceAsync()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, Town));
        return (id, organisation, $"{Services}/{id}/assessments");
    }

    /// <summary>What a service with meeting opportunities must answer: yes to all, but for these.</summary>
    private static AssessServiceRequest Answers(string questionnaire, params (string Question, string Answer)[] others) => new(questionnaire, 1,
        [.. Questionnaires.Find(questionnaire)!.Components.Where(c => c.SupportType is null or "meeting-opportunities").SelectMany(c => c.Questions)
            .Select(q => new GivenAnswer(q.Code, others.FirstOrDefault(o => o.Question == q.Code).Answer ?? "yes"))]);

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();
}
