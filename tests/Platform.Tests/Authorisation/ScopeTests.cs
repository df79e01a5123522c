using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Tests.Support;

namespace Platform.Tests.Authorisation;

/// <summary>
/// Who has the right role, but for another municipality or organisation: each operation stands in <see cref="ScopeTable"/>, with the accounts that own the thing and
/// those that do not, or with the reason why there is nothing to own. An operation that is not in the table fails.
/// </summary>
public sealed class ScopeTests
{
    [Fact]
    public async Task Every_operation_stands_in_the_table()
    {
        var operations = (await Operation.AllAsync()).Select(o => o.Id).ToHashSet();
        Found.None(operations.Except(ScopeTable.All.Keys));
        Found.None(ScopeTable.All.Keys.Except(operations));
    }

    [Fact]
    public async Task The_right_role_for_another_municipality_or_organisation_is_kept_out()
    {
        var things = await Things.MakeAsync();
        var operations = (await Operation.AllAsync()).Where(o => ScopeTable.All.GetValueOrDefault(o.Id) is { NotScoped: null }).ToList();
        var wrong = new List<string>();
        var before = await ShownToOwnersAsync(operations, things);
        foreach (var operation in operations)
            foreach (var other in ScopeTable.All[operation.Id].Others) await KeptOutAsync(operation, operation.PathWith(what => things[what]), other, things, wrong);
        Assert.Equal(before, await ShownToOwnersAsync(operations, things));

        // What deletes the thing comes last.
        foreach (var operation in operations.OrderBy(o => o.Method == HttpMethod.Delete))
        {
            var status = await SendAsync(operation, operation.PathWith(what => things[what]), ScopeTable.All[operation.Id].Own, things, NoVersion);
            if (status is 400 or 401 or 403 or 404 or >= 500) wrong.Add($"{operation.Id} as its owner {ScopeTable.All[operation.Id].Own}: {status}");
        }

        await things.ForgetAsync();
        Found.None(wrong);
    }

    [Fact]
    public async Task The_right_role_for_another_organisation_in_the_same_municipality_is_kept_out()
    {
        var things = await Things.MakeAsync();
        var wrong = new List<string>();
        foreach (var operation in await Operation.AllAsync())
        {
            if (ScopeTable.All.GetValueOrDefault(operation.Id)?.Neighbour is not { } neighbour || operation.Id == "CatalogRegisterService") continue;
            await KeptOutAsync(operation, operation.PathWith(things.OfNeighbour), neighbour, things, wrong);
        }

        await things.ForgetAsync();
        Found.None(wrong);
    }

    /// <summary>Here the request itself names what is not the caller's.</summary>
    public static TheoryData<string, string, string, string> Named => new()
    {
        { Town.Provider, "POST", "/catalog/v1/services", ServiceBody(Town.Welfare, Town.Here) },
        { Town.Editor, "POST", "/catalog/v1/services", ServiceBody(Town.CommunityHouse, Town.Elsewhere) },
        { Town.Editor, "GET", $"/catalog/v1/verification/phone-list?municipality={Town.Elsewhere}", "" },
        { Town.Editor, "GET", $"/catalog/v1/corrections?municipality={Town.Elsewhere}", "" },
        { Town.Editor, "GET", $"/catalog/v1/proposals?municipality={Town.Elsewhere}", "" },
        { Town.Coordinator, "GET", $"/catalog/v1/demand/unmet?municipality={Town.Elsewhere}", "" },
        { Town.Editor, "GET", $"/catalog/v1/invitations?municipality={Town.Elsewhere}", "" },
        { Town.Editor, "GET", $"/catalog/v1/wanted?municipality={Town.Elsewhere}", "" },
        { Town.Coordinator, "POST", "/coalition/v1/coalitions", $$"""{ "name": "Amsterdam dichtbij", "municipalities": ["{{Town.Elsewhere}}"] }""" },
        { Town.Coordinator, "POST", "/coalition/v1/coalitions", $$"""{ "name": "Samen dichtbij", "municipalities": ["{{Town.Here}}", "{{Town.Elsewhere}}"] }""" },
        { Town.Coordinator, "GET", $"/coalition/v1/coalitions?municipality={Town.Elsewhere}", "" },
        { Town.Member, "GET", $"/coalition/v1/coalitions?municipality={Town.Elsewhere}", "" },
        { Town.Coordinator, "GET", $"/signals/v1/municipalities/{Town.Elsewhere}/routing", "" },
        { Town.Coordinator, "GET", $"/signals/v1/municipalities/{Town.Elsewhere}/due-dates", "" },
        { Town.Coordinator, "PUT", $"/signals/v1/municipalities/{Town.Elsewhere}/due-dates", """{ "triageDays": 1, "urgentContactDays": 2, "lightContactDays": 5 }""" },
        { Town.Coordinator, "GET", $"/signals/v1/municipalities/{Town.Elsewhere}/role-policies/community-police-officers", "" },
        { Town.Coordinator, "GET", $"/signals/v1/statistics?municipality={Town.Elsewhere}&by=role", "" },
        { Town.Member, "GET", $"/signals/v1/statistics?municipality={Town.Elsewhere}&by=outcome", "" },
        { Town.Coordinator, "PUT", $"/signals/v1/municipalities/{Town.Elsewhere}/routing", $$"""{ "organisationId": "{{Town.Welfare}}" }""" },
        { Town.Officer, "GET", $"/signals/v1/municipalities/{Town.Elsewhere}/retention", "" },
        { Town.Officer, "PUT", $"/signals/v1/municipalities/{Town.Elsewhere}/retention", """{ "rules": [] }""" },
        { Town.Officer, "GET", $"/signals/v1/privacy/audit-log?municipality={Town.Elsewhere}", "" },
        { Town.Officer, "GET", $"/signals/v1/privacy/audit-log/verification?municipality={Town.Elsewhere}", "" },
        { Town.Officer, "POST", "/signals/v1/privacy/requests", $$"""{ "municipality": "{{Town.Elsewhere}}", "kind": "access", "about": "subject", "reference": "Z-1", "identityCheck": "digid" }""" },
    };

    [Theory, MemberData(nameof(Named))]
    public async Task Who_names_another_municipality_or_organisation_is_refused(string account, string method, string path, string body)
    {
        using var api = new Api(account);
        var answer = await api.SendAsync(new HttpMethod(method), path, body.Length == 0 ? null : JsonSerializer.Deserialize<JsonElement>(body), "*");
        Assert.True(answer.Status is 403 or 404, $"{answer.Status}: {answer.Text}");
    }

    [Fact]
    public async Task An_editor_moves_no_service_to_another_municipality()
    {
        var service = $"/catalog/v1/services/{await Town.NewServiceAsync("Samen schilderen")}";
        using var editor = new Api(Town.Editor);
        var moved = await editor.SendAsync(HttpMethod.Put, service, JsonSerializer.Deserialize<JsonElement>(ServiceBody(null, Town.Elsewhere)), "*");
        Assert.Equal(403, moved.Status);
        Assert.Contains(Town.Here, (await editor.GetAsync(service)).Success().Text);
    }

    [Theory]
    [InlineData("handler-gm0363", "/signals/v1/signals?pageSize=100", "municipality")]
    [InlineData("provider-gm0363", "/signals/v1/referrals?pageSize=100", "municipality")]
    [InlineData("privacy-officer-gm0363", "/signals/v1/privacy/requests?pageSize=100", "municipality")]
    [InlineData("privacy-officer-gm0363", "/signals/v1/privacy/retention?asOf=2090-01-01&pageSize=100", "municipality")]
    [InlineData("handler-gm0363", "/signals/v1/outreach-rounds?pageSize=100", "municipality")]
    [InlineData("coordinator-gm0363", "/signals/v1/outreach-rounds?pageSize=100", "municipality")]
    [InlineData("coordinator-gm0363", "/coalition/v1/coalitions?pageSize=100", "municipalities")]
    [InlineData("member-gm0363", "/coalition/v1/coalitions?pageSize=100", "municipalities")]
    [InlineData("partner-gm0363", "/notifications/v1/subscriptions?pageSize=100", "sink")]
    public async Task A_list_holds_nothing_of_another_municipality(string account, string path, string member)
    {
        var things = await Things.MakeAsync();
        using var other = new Api(account);
        Assert.DoesNotContain(Town.Items(await other.GetAsync(path)), i => i.GetProperty(member).GetRawText().Contains(Town.Here, StringComparison.Ordinal) || i.GetProperty("id").GetString() == things["subscriptions"]);
        await things.ForgetAsync();
    }

    [Fact]
    public async Task The_feed_holds_nothing_that_is_for_partners_of_another_municipality()
    {
        using var other = new Api("partner-gm0363");
        var events = (await other.GetAsync("/notifications/v1/events?limit=500&types=nl.nabij.signals.signal-received.v1,nl.nabij.signals.need-unmet.v1")).Success().Body.EnumerateArray();
        Assert.DoesNotContain(events, e => e.GetProperty("data").GetProperty("municipality").GetString() != Town.Elsewhere);
    }

    private const string NoVersion = "\"0\"";

    /// <summary>With any version and a valid body: only the scope stands between this caller and the thing.</summary>
    private static async Task KeptOutAsync(Operation operation, string path, string account, Things things, List<string> wrong)
    {
        var status = await SendAsync(operation, path, account, things, "*");
        if (status is not (403 or 404)) wrong.Add($"{operation.Id} as {account}: {status}");
    }

    /// <summary>Each thing and list of the table as its owner sees it. What is shown changes when somebody changed something.</summary>
    private static async Task<IReadOnlyList<string>> ShownToOwnersAsync(IEnumerable<Operation> operations, Things things)
    {
        var shown = new List<string>();
        foreach (var operation in operations.Where(o => o.Method == HttpMethod.Get))
        {
            using var owner = new Api(ScopeTable.All[operation.Id].Own);
            var answer = (await owner.GetAsync(operation.PathWith(what => things[what]))).Success();
            shown.Add($"{operation.Id} {answer.ETag} {answer.Text}");
        }

        return shown;
    }

    private static async Task<int> SendAsync(Operation operation, string path, string account, Things things, string ifMatch)
    {
        using var api = new Api(account);
        var body = operation.Id == "CoalitionAddMember" ? new { personId = things["people"], role = "member" } : Examples.For(operation);
        return (await api.SendAsync(operation.Method, path, body, operation.HeaderNames.Contains("If-Match") ? ifMatch : null)).Status;
    }

    private static string ServiceBody(Guid? organisation, string municipality) => JsonSerializer.Serialize(new
    {
        organisationId = organisation,
        name = "Samen schilderen",
        essence = new { what = "Elke week schilderen.", forWhom = "Voor iedereen.", how = "U kunt zo binnenlopen." },
        supportTypes = Meeting,
        format = "group",
        frequency = "recurring",
        scope = new { national = false, municipalities = new[] { municipality } },
    }, Json);

    private static readonly string[] Meeting = ["meeting-opportunities"];

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}
