using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Nabij.Reference;

namespace Nabij.Seeder;

/// <summary>
/// Some hundreds of made-up local services: <c>activities.json</c> tells each kind in several ways, and most municipalities of its list get most kinds, each
/// in its own words, place and time. What they get depends on nothing but the file, so each run makes the same.
/// </summary>
internal sealed class Activities
{
    private static readonly string[] Weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    private readonly JsonObject _content = Content.Read("activities.json");

    /// <summary>The organisations that offer them and stand in no other list.</summary>
    public IEnumerable<(Guid Id, string Name, string Domain)> Organisations =>
        from town in _content.Objects("municipalities")
        from kind in _content.Objects("organisationKinds")
        where town["organisations"]![kind.Text("kind")] is null
        select (OrganisationOf(town, kind.Text("kind")), Told(kind.Text("name"), town, 0), kind.Text("domain"));

    /// <summary>As the catalogue takes them.</summary>
    public IEnumerable<JsonObject> Services =>
        from town in _content.Objects("municipalities")
        from activity in _content.Objects("activities")
        let number = Number(town.Text("code"), activity.Text("code"))
        where number % 8 < 5
        select Service(town, activity, number / 8);

    private JsonObject Service(JsonObject town, JsonObject activity, int number)
    {
        string Pick(string name, int shift) => Told(OneOf(activity[name]!.AsArray(), number >> shift), town, number);
        return new JsonObject
        {
            ["name"] = Pick("names", 2),
            ["essence"] = new JsonObject { ["what"] = Pick("what", 5), ["forWhom"] = Pick("forWhom", 9), ["how"] = Pick("how", 12) },
            ["organisationId"] = OrganisationOf(town, activity.Text("organisation")),
            ["supportTypes"] = activity.Copy("supportTypes"),
            ["problems"] = activity.Copy("problems"),
            ["targetGroups"] = activity.Copy("targetGroups"),
            ["format"] = activity.Copy("format"),
            ["frequency"] = activity.Copy("frequency"),
            ["setting"] = activity.Copy("setting"),
            ["funding"] = activity.Copy("funding"),
            ["workforce"] = activity.Copy("workforce"),
            ["conditions"] = new JsonObject
            {
                ["minAge"] = activity.Copy("minAge"),
                ["maxAge"] = activity.Copy("maxAge"),
                ["access"] = activity.Copy("access"),
                ["incomeCondition"] = activity["incomeCondition"] is not null,
            },
            ["costs"] = new JsonArray([.. (activity["costs"]?.AsArray() ?? []).Select(c => Cost(c!.AsObject(), town, number))]),
            ["contact"] = new JsonObject { ["phone"] = $"{town.Text("areaCode")} 555 {number % 90 + 10:00} {number / 90 % 90 + 10:00}", ["point"] = "receptie" },
            ["scope"] = new JsonObject { ["municipalities"] = new JsonArray(town.Text("code")) },
            ["locations"] = activity["atHome"] is null ? new JsonArray(Place(town, number)) : [],
            ["schedule"] = Schedule(activity, number),
            ["capacity"] = activity["places"] is { } places
                ? new JsonObject { ["placesLeft"] = places.GetValue<int>(), ["waitingList"] = places.GetValue<int>() == 0, ["asOfDate"] = _content.Text("asOf") }
                : [],
            ["languages"] = activity.Copy("languages") ?? new JsonArray("nl"),
            ["asOfDate"] = _content.Text("asOf"),
            ["source"] = new JsonObject { ["name"] = "demo", ["id"] = $"{activity.Text("code")}-{town.Text("code")}" },
        };
    }

    private static JsonObject Cost(JsonObject cost, JsonObject town, int number) => new()
    {
        ["label"] = Told(cost.Text("label"), town, number),
        ["price"] = new JsonObject { ["amount"] = cost.Copy("amount") },
        ["per"] = cost.Copy("per"),
    };

    private static JsonObject Place(JsonObject town, int number)
    {
        var areas = Postcodes.In(town.Text("code")).OrderBy(p => p.Code, StringComparer.Ordinal).ToList();
        string[] accessibility = ["wheelchair", "toilet", "public-transport", "parking", "lift", "hearing-loop"];
        // The postcode is real and the street is not.
        var area = areas[number % areas.Count];
        return new JsonObject
        {
            ["name"] = OneOf(town["plekken"]!.AsArray(), number),
            ["address"] = $"Verzonnenplein {number % 80 + 1}",
            ["postcode"] = area.Code,
            ["city"] = area.Place,
            ["accessibility"] = new JsonArray([.. accessibility.Where((_, i) => (number >> i) % 3 != 0).Select(a => JsonValue.Create(a))]),
        };
    }

    private JsonObject Schedule(JsonObject activity, int number)
    {
        var schedule = new JsonObject { ["text"] = activity.Copy("scheduleText") };
        if (activity["times"] is not JsonObject times) return schedule;
        var rule = times.Text("rule");
        var day = OneOf(times["days"]!.AsArray(), number);
        if (rule.StartsWith("FREQ=WEEKLY", StringComparison.Ordinal) && !rule.Contains("BYDAY", StringComparison.Ordinal)) rule += ";BYDAY=" + day;
        var first = DateOnly.Parse(_content.Text("asOf"), CultureInfo.InvariantCulture);
        while (Weekdays[(int)first.DayOfWeek] != day || (rule.Length == 0 && first.Month != 12) || (rule.Length == 0 && first.Day < 25)) first = first.AddDays(1);
        var series = new JsonObject { ["startDate"] = first.ToString("O", CultureInfo.InvariantCulture), ["startsAt"] = times.Copy("startsAt"), ["endsAt"] = times.Copy("endsAt") };
        if (rule.Length > 0) series["rule"] = rule;
        schedule["times"] = new JsonArray(series);
        return schedule;
    }

    private static Guid OrganisationOf(JsonObject town, string kind) =>
        town["organisations"]![kind]?.GetValue<Guid>() ?? Seeder.Organisations.IdOf($"demo {town.Text("code")} {kind}");

    private static string Told(string text, JsonObject town, int number) => text
        .Replace("{gemeente}", Municipalities.TryGet(town.Text("code"), out var municipality) ? municipality.Name : "", StringComparison.Ordinal)
        .Replace("{wijk}", OneOf(town["wijken"]!.AsArray(), number), StringComparison.Ordinal)
        .Replace("{plek}", OneOf(town["plekken"]!.AsArray(), number), StringComparison.Ordinal);

    private static string OneOf(JsonArray choices, int number) => choices[number % choices.Count]!.GetValue<string>();

    private static int Number(string town, string activity) => (int)(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{town} {activity}"))) >> 1);
}
