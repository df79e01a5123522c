using System.Text.Json.Serialization;
using Nabij.Reference;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Services;

/// <summary>What a service is, in words that a resident reads: each text plain Dutch, at most 400 characters.</summary>
internal sealed record Essence(
    [property: Needed, LengthBetween(10, 400)] string What,
    [property: Needed, LengthBetween(5, 400)] string ForWhom,
    [property: Needed, LengthBetween(5, 400)] string How);

/// <summary>Who can come.</summary>
/// <param name="IncomeCondition">True when only people with a low income can come.</param>
/// <param name="Access">How one gets in.</param>
internal sealed record Conditions(
    [property: Between(0, 120)] int? MinAge = null,
    [property: Between(0, 120)] int? MaxAge = null,
    bool IncomeCondition = false,
    [property: Needed, OneOf("open", "sign-up", "indication", "referral")] string Access = "open",
    [property: LengthBetween(1, 400)] string? Text = null);

/// <param name="Amount">From 0, two decimals.</param>
internal sealed record Money([property: Needed] decimal? Amount, [property: Needed, OneOf("EUR")] string Currency = "EUR");

/// <summary>One price. A service without any has unknown costs, which is not free.</summary>
internal sealed record Cost(
    [property: Needed, LengthBetween(1, 80)] string Label,
    [property: Needed] Money Price,
    [property: Needed, OneOf("once", "visit", "month", "year")] string Per);

/// <param name="Point">A function such as "receptie", never a person.</param>
internal sealed record Contact(
    [property: LengthBetween(3, 30)] string? Phone = null,
    [property: MailAddress] string? Email = null,
    [property: LengthBetween(1, 80)] string? Point = null,
    [property: WebAddress] string? Website = null);

/// <summary>For whom it is there: in the whole country, or in these municipalities (CBS codes).</summary>
/// <param name="Neighbourhoods">CBS codes of districts (WK) or neighbourhoods (BU), when it is meant for these alone of their municipality.</param>
internal sealed record Scope(
    bool National = false,
    [property: AtMost(350), MunicipalityCode] IReadOnlyList<string>? Municipalities = null,
    [property: AtMost(200), NeighbourhoodCode] IReadOnlyList<string>? Neighbourhoods = null)
{
    /// <summary>Whether this district or neighbourhood lies in one of the municipalities: its code begins with theirs.</summary>
    public bool Holds(string neighbourhood) => Municipalities?.Any(code => code[2..] == neighbourhood[2..6]) == true;
}

/// <summary>A place where people come.</summary>
/// <param name="Name">Such as "Buurthuis De Kade".</param>
/// <param name="Address">Street and number.</param>
/// <param name="Latitude">Degrees north (WGS 84). Without it, the middle of the postcode area counts.</param>
/// <param name="Longitude">Degrees east (WGS 84).</param>
internal sealed record Location(
    [property: LengthBetween(2, 120)] string? Name = null,
    [property: LengthBetween(2, 160)] string? Address = null,
    [property: Needed, PostcodeValue] string Postcode = null!,
    [property: LengthBetween(1, 80)] string? City = null,
    [property: Between(50.0, 54.0)] double? Latitude = null,
    [property: Between(3.0, 8.0)] double? Longitude = null,
    [property: AtMost(10), OneOf("wheelchair", "lift", "toilet", "hearing-loop", "parking", "public-transport")] IReadOnlyList<string>? Accessibility = null)
{
    /// <summary>Where it is, as well as it is known; null when nothing is known.</summary>
    [JsonIgnore]
    public GeoPoint? Point => Latitude is { } latitude && Longitude is { } longitude ? new(latitude, longitude)
        : Postcodes.TryGet(Postcode, out var area) ? area.Centroid : null;
}

/// <summary>When it takes place, or is open.</summary>
/// <param name="Text">What a rule cannot say: "niet in de zomervakantie".</param>
internal sealed record Schedule(
    [property: LengthBetween(1, 400)] string? Text = null,
    [property: AtMost(20)] IReadOnlyList<Times>? Times = null);

/// <summary>One series of times, in the local time of the Netherlands.</summary>
/// <param name="StartDate">The first day.</param>
/// <param name="StartsAt">Local time of the day, <c>10:00</c>.</param>
/// <param name="Rule">How it recurs, as RFC 5545 §3.3.10 writes it: <c>FREQ=WEEKLY;BYDAY=TU</c>. Null for a single time.</param>
/// <param name="UntilDate">The last day; null for no end, or when the rule has a <c>COUNT</c>.</param>
internal sealed record Times(
    [property: Needed] DateOnly? StartDate,
    [property: Needed] TimeOnly? StartsAt,
    [property: Needed] TimeOnly? EndsAt,
    [property: RecurrenceRule] string? Rule = null,
    DateOnly? UntilDate = null);

/// <param name="PlacesLeft">Null when it is not known, or does not matter.</param>
/// <param name="AsOfDate">The day on which it was so.</param>
internal sealed record Capacity([property: Between(0, 100_000)] int? PlacesLeft = null, bool WaitingList = false, DateOnly? AsOfDate = null);

/// <summary>All that is told about a service; a list or a group that is left out, or null, is empty.</summary>
internal record ServiceContent
{
    [Needed, LengthBetween(3, 120)]
    public string Name { get; init; } = null!;

    /// <summary>One line for lists; taken from the essence when it is not given.</summary>
    [LengthBetween(3, 160)]
    public string? Summary { get; init; }

    [Needed]
    public Essence Essence { get; init; } = null!;

    [Needed, AtLeast(1), AtMost(7), CodeOf("support-types")]
    public IReadOnlyList<string> SupportTypes { get; init; } = null!;

    /// <summary>What it helps with.</summary>
    [AtMost(20), CodeOf("problems")]
    public IReadOnlyList<string> Problems { get; init => field = value ?? []; } = [];

    /// <summary>Empty means everyone.</summary>
    [AtMost(20), CodeOf("target-groups")]
    public IReadOnlyList<string> TargetGroups { get; init => field = value ?? []; } = [];

    [Needed, OneOf("group", "individual", "both")]
    public string Format { get; init; } = null!;

    [Needed, OneOf("one-off", "recurring", "always")]
    public string Frequency { get; init; } = null!;

    [AtMost(4), OneOf("at-home", "out-of-home", "online", "phone")]
    public IReadOnlyList<string> Setting { get; init => field = value ?? []; } = [];

    /// <summary>Null when it is not known.</summary>
    [OneOf("free", "subsidised", "commercial")]
    public string? Funding { get; init; }

    [OneOf("voluntary", "professional", "mixed")]
    public string? Workforce { get; init; }

    public Conditions Conditions { get; init => field = value ?? new(); } = new();

    [AtMost(20)]
    public IReadOnlyList<Cost> Costs { get; init => field = value ?? []; } = [];

    public Contact Contact { get; init => field = value ?? new(); } = new();

    [Needed]
    public Scope Scope { get; init; } = null!;

    [AtMost(50)]
    public IReadOnlyList<Location> Locations { get; init => field = value ?? []; } = [];

    public Schedule Schedule { get; init => field = value ?? new(); } = new();

    public Capacity Capacity { get; init => field = value ?? new(); } = new();

    /// <summary>ISO 639-1 codes of the languages that are spoken.</summary>
    [AtMost(20), LanguageCode]
    public IReadOnlyList<string> Languages { get; init => field = value ?? []; } = [];

    [Needed, OneOf("none", "well-described", "theory", "first-indications", "good-indications", "strong")]
    public string Evidence { get; init; } = "none";

    /// <summary>The intervention that it is based on, if one.</summary>
    public Guid? InterventionId { get; init; }

    /// <summary>The facts are old, or come from elsewhere: an editor looks at them before anyone relies on them.</summary>
    public bool ReviewNeeded { get; init; }

    /// <summary>The day whose state it describes.</summary>
    public DateOnly? AsOfDate { get; init; }

    /// <summary>The codes of the municipalities; empty for a national service.</summary>
    [JsonIgnore]
    public string[] Municipalities => Scope.National ? [] : [.. (Scope.Municipalities ?? []).Distinct().Order()];

    /// <summary>Only the content, of a request that holds more.</summary>
    public ServiceContent ToContent() => new(this);

    /// <summary>The summary, or the essence cut at a word.</summary>
    public string SummaryOrEssence()
    {
        if (Summary is not null) return Summary;
        if (Essence.What.Length <= 160) return Essence.What;
        var cut = Essence.What.LastIndexOf(' ', 158);
        return Essence.What[..(cut > 0 ? cut : 158)] + " …";
    }

    /// <summary>Rules between fields, by the field to blame.</summary>
    public Dictionary<string, string[]> Faults()
    {
        var faults = new Dictionary<string, string[]>();
        if (Scope.National == Scope.Municipalities is { Count: > 0 }) faults["scope"] = [ServiceTexts.Scope.ToString()];
        if (Scope.Neighbourhoods?.Any(code => !Scope.Holds(code)) == true) faults["scope.neighbourhoods"] = [ServiceTexts.Neighbourhoods.ToString()];
        if (Conditions is { MinAge: { } min, MaxAge: { } max } && min > max) faults["conditions.maxAge"] = [ServiceTexts.Ages.ToString()];
        for (var i = 0; i < Locations.Count; i++)
        {
            if (Locations[i] is not { } place) faults[$"locations[{i}]"] = [ServiceTexts.Location.ToString()];
            else if (place.Latitude is null != place.Longitude is null) faults[$"locations[{i}].longitude"] = [ServiceTexts.Point.ToString()];
        }

        for (var i = 0; i < Schedule.Times?.Count; i++)
        {
            if (Schedule.Times[i] is not { } times) faults[$"schedule.times[{i}]"] = [ServiceTexts.Times.ToString()];
            else if (times.EndsAt <= times.StartsAt) faults[$"schedule.times[{i}].endsAt"] = [ServiceTexts.EndsAt.ToString()];
            else if (times.UntilDate < times.StartDate) faults[$"schedule.times[{i}].untilDate"] = [ServiceTexts.Until.ToString()];
            else if (times.HasTwoEnds()) faults[$"schedule.times[{i}].untilDate"] = [ServiceTexts.TwoEnds.ToString()];
        }

        for (var i = 0; i < Costs.Count; i++)
        {
            if (Costs[i] is not { Price.Amount: { } amount }) faults[$"costs[{i}]"] = [ServiceTexts.Cost.ToString()];
            else if (amount is < 0 or > 100_000 || decimal.Round(amount, 2) != amount) faults[$"costs[{i}].price.amount"] = [ServiceTexts.Amount.ToString()];
            else if (Funding == "free" && amount > 0) faults["funding"] = [ServiceTexts.NotFree.ToString()];
        }

        return faults;
    }
}
