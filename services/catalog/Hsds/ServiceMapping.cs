using System.Globalization;
using Nabij.Catalog.Services;
using Nabij.Catalog.Taxonomies;
using Nabij.Reference;
using Nabij.Reference.Calendar;

namespace Nabij.Catalog.Hsds;

/// <summary>Our services in the words of HSDS.</summary>
internal sealed class ServiceMapping(HsdsOptions options)
{
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");
    private static readonly HsdsUnit Places = new(NameId.Of("unit/places"), "plaatsen");

    public HsdsService Short(ServiceRow row, bool withOrganisation = true)
    {
        var c = row.Facts;
        return new HsdsService
        {
            Id = row.Id,
            OrganizationId = row.Organisation.Id,
            Name = c.Name,
            Description = Description(c),
            Url = c.Contact.Website,
            Email = c.Contact.Email,
            Status = Status(row.State),
            ApplicationProcess = $"{AccessText(c.Conditions.Access)} {c.Essence.How}",
            FeesDescription = Fees(c),
            EligibilityDescription = Eligibility(c.Conditions),
            MinimumAge = c.Conditions.MinAge,
            MaximumAge = c.Conditions.MaxAge,
            AssuredDate = row.VerifiedAt is { } verified ? DutchDay.Of(verified) : null,
            AssurerEmail = row.VerifiedAt is null ? null : options.AssurerEmail,
            Alert = Alert(row),
            LastModified = HsdsJson.Instant(row.LastModified),
            Organization = withOrganisation ? OrganizationMapping.Short(row.Organisation) : null,
            XEssence = new HsdsEssence(c.Summary, c.Essence.What, c.Essence.ForWhom, c.Essence.How),
            XCost = Cost(c),
            XIncomeCondition = c.Conditions.IncomeCondition ? true : null,
            XWaitingList = c.Capacity.WaitingList ? true : null,
            XSuccessorId = row.SuccessorId,
        };
    }

    public HsdsService Full(ServiceRow row, bool withOrganisation = true)
    {
        var c = row.Facts;
        return Short(row, withOrganisation: false) with
        {
            Organization = withOrganisation ? OrganizationMapping.Full(row.Organisation) : null,
            Phones = OrganizationMapping.Phones(row.Id, c.Contact.Phone),
            Schedules = OrNull(ScheduleMapping.Map(row.Id, c)),
            ServiceAreas = OrNull(Areas(row.Id, c.Scope)),
            ServiceAtLocations = OrNull(row.PlaceIds.Zip(row.PlaceNumbers, (id, number) => Place(row, id, number, Brief(row), full: true))),
            Languages = OrNull(c.Languages.Distinct().Select(code => new HsdsLanguage(NameId.Of(row.Id, $"language/{code}"), row.Id, CultureInfo.GetCultureInfo(code).NativeName, code))),
            Funding = c.Funding == "subsidised" ? [new HsdsFunding(NameId.Of(row.Id, "funding"), row.Id, "subsidie")] : null,
            CostOptions = OrNull(CostOptions(row.Id, c)),
            RequiredDocuments = Document(c.Conditions.Access) is { } document ? [new HsdsRequiredDocument(NameId.Of(row.Id, "document"), row.Id, document)] : null,
            Contacts = OrganizationMapping.Contacts(row.Id, c.Contact.Point, c.Contact.Email, c.Contact.Phone),
            Attributes = OrNull(PlatformTaxonomies.All.SelectMany(t => t.AttributesOf(row.Id, c)).Concat(HsdsLabels.AttributesOf(row.Id, ServiceLabels.Read(row.Labels)))),
            Capacities = c.Capacity.PlacesLeft is { } left ? [Capacity(row, left)] : null,
        };
    }

    /// <summary>The place of a list of places.</summary>
    public HsdsServiceAtLocation Place(ServiceRow row, bool full) =>
        Place(row, row.ListedId, row.Number, full ? Full(row) : Brief(row), full) with { Service = Short(row) };

    private static HsdsServiceAtLocation Place(ServiceRow row, Guid id, int number, HsdsService service, bool full) =>
        new(id, LocationMapping.Map(id, number, row.Facts, full), service);

    private static HsdsService Brief(ServiceRow row) => new()
    {
        Id = row.Id,
        Name = row.Facts.Name,
        Description = row.Facts.SummaryOrEssence(),
        Status = Status(row.State),
        LastModified = HsdsJson.Instant(row.LastModified),
    };

    private static string Status(string state) => state switch
    {
        "published" => "active",
        "paused" => "temporarily closed",
        "archived" => "defunct",
        _ => "inactive",
    };

    private static string? Alert(ServiceRow row) => row.State switch
    {
        "paused" => $"Tijdelijk gestopt. {row.Reason}".TrimEnd(),
        "archived" => $"Dit aanbod bestaat niet meer. {row.Reason}".TrimEnd(),
        _ => null,
    };

    /// <summary>Readers of the standard cut the first sentence or line as a short description.</summary>
    private static string Description(ServiceContent c) => string.Join("\n\n",
        new[] { c.Summary, c.Essence.What, $"Voor wie: {c.Essence.ForWhom}", $"Hoe: {c.Essence.How}" }.OfType<string>().Distinct());

    private static string AccessText(string access) => access switch
    {
        "sign-up" => "Meld u eerst aan.",
        "referral" => "U hebt een verwijzing nodig.",
        "indication" => "U hebt een indicatie nodig.",
        _ => "U hoeft zich niet aan te melden.",
    };

    private static string? Document(string access) => access switch
    {
        "referral" => "verwijzing",
        "indication" => "indicatie",
        _ => null,
    };

    private static string? Eligibility(Conditions c)
    {
        var ages = c switch
        {
            { MinAge: { } min, MaxAge: { } max } => $"Leeftijd: {min} tot en met {max} jaar.",
            { MinAge: { } min } => $"Leeftijd: vanaf {min} jaar.",
            { MaxAge: { } max } => $"Leeftijd: tot en met {max} jaar.",
            _ => null,
        };
        var all = string.Join(' ', new[] { c.Text, ages, c.IncomeCondition ? "Alleen met een laag inkomen." : null }.OfType<string>());
        return all == "" ? null : all;
    }

    private static string? Fees(ServiceContent c) => c.Costs.Count == 0
        ? c.Funding == "free" ? "Gratis." : null
        : string.Join("; ", c.Costs.Select(cost => string.Create(Dutch, $"{cost.Label}: € {cost.Price.Amount:0.00} {Per(cost.Per)}")));

    private static string Per(string per) => per switch
    {
        "once" => "eenmalig",
        "visit" => "per keer",
        "month" => "per maand",
        _ => "per jaar",
    };

    private static IEnumerable<HsdsCostOption> CostOptions(Guid service, ServiceContent c) => c is { Costs.Count: 0, Funding: "free" }
        ? [new HsdsCostOption(NameId.Of(service, "cost/free"), service, "gratis", 0, "EUR", null)]
        : c.Costs.Select((cost, i) => new HsdsCostOption(NameId.Of(service, $"cost/{i}"), service, cost.Label, cost.Price.Amount ?? 0, cost.Price.Currency, Per(cost.Per)));

    private static HsdsCost? Cost(ServiceContent c) => c.Costs.Select(cost => cost.Per).Distinct().ToList() is [var per]
        ? new HsdsCost(c.Costs.Min(cost => cost.Price.Amount ?? 0), c.Costs.Max(cost => cost.Price.Amount ?? 0), "EUR", per)
        : null;

    private static IEnumerable<HsdsServiceArea> Areas(Guid service, Scope scope)
    {
        if (scope.National) return [new HsdsServiceArea(NameId.Of(service, "area/NL"), service, "Nederland", null, null)];
        // A municipality of which districts or neighbourhoods are named is served in these alone; the others whole.
        var parts = (scope.Neighbourhoods ?? []).Distinct().ToList();
        return (scope.Municipalities ?? []).Distinct().Where(code => !parts.Exists(part => part[2..6] == code[2..])).Select(code => new HsdsServiceArea(NameId.Of(service, $"area/{code}"), service,
            Municipalities.TryGet(code, out var municipality) ? municipality.Name : code,
            $"https://identifier.overheid.nl/tooi/id/gemeente/{code.ToLowerInvariant()}", code))
            .Concat(parts.Select(code => new HsdsServiceArea(NameId.Of(service, $"area/{code}"), service, code, null, code)));
    }

    private static HsdsCapacity Capacity(ServiceRow row, int left) => new(NameId.Of(row.Id, "capacity"), row.Id, Places, left,
        row.Facts.Capacity.WaitingList ? "Er is een wachtlijst." : null,
        HsdsJson.Instant(row.Facts.Capacity.AsOfDate is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : row.ChangedAt));

    private static List<T>? OrNull<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;
}
