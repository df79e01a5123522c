using System.Globalization;
using System.Text.RegularExpressions;
using Nabij.Catalog.Comparison;
using Nabij.Catalog.Search;
using Nabij.Catalog.Services;
using Nabij.Reference;
using Essence = Nabij.Catalog.Services.Essence;

namespace Nabij.Catalog.Imports.Sheets;

/// <summary>A column of the sheet.</summary>
/// <param name="Heading">Dutch, as in the template.</param>
/// <param name="Path">What it fills, as the rules name it: <c>essence.what</c>.</param>
/// <param name="Example">In the template, and where a cell is wrong.</param>
internal sealed record SheetColumn(string Heading, string Path, Func<ServiceContent, string?> Write, string Example = "");

/// <summary>What some columns tell together.</summary>
/// <param name="Read">The content with this field as the cells tell it. What a sheet has no column for stays as it was.</param>
internal sealed record SheetField(Func<ServiceContent, Cells, DateOnly, ServiceContent> Read, params SheetColumn[] Columns)
{
    /// <summary>True when each cell holds what an export writes: then nothing has changed, however much a column can tell.</summary>
    public bool IsAsBefore(ServiceContent before, Cells cells) => Array.TrueForAll(Columns, c => !cells.Has(c.Heading) || (cells[c.Heading] ?? "") == (c.Write(before) ?? ""));
}

/// <summary>One row per service, for people with a spreadsheet: the one list of columns for template, import and export.</summary>
internal static partial class Sheet
{
    // Which service, and whose.
    public const string Id = "nabij_id", SourceId = "bron_id", Organisation = "organisatie_id", KvkNumber = "kvk_nummer";

    /// <summary>The id of one that stands here.</summary>
    public const string Intervention = "interventie";

    public static readonly string[] Identifying = [SourceId, Id, Organisation, KvkNumber];

    private static readonly Vocabulary
        SupportTypes = Vocabulary.Of(Facets.SupportType), Problems = Vocabulary.Of(Facets.Problem), TargetGroups = Vocabulary.Of(Facets.TargetGroup),
        Format = Vocabulary.Of(Facets.Format), Frequency = Vocabulary.Of(Facets.Frequency), Setting = Vocabulary.Of(Facets.Setting),
        Funding = Vocabulary.Of(Facets.Funding), Workforce = Vocabulary.Of(Facets.Workforce), Access = Vocabulary.Of(Facets.Access),
        Evidence = new(ComparedFields.EvidenceLevels.Select(l => (l.Key, l.Value.Nl))),
        Accessibility = new([("wheelchair", "rolstoel"), ("lift", "lift"), ("toilet", "toilet"), ("hearing-loop", "ringleiding"), ("parking", "parkeren"), ("public-transport", "openbaar vervoer")]);

    public static readonly IReadOnlyList<SheetField> Fields =
    [
        new((c, cells, _) => c with { Name = cells.Text("naam", c.Name)! }, new SheetColumn("naam", "name", c => c.Name, "Samen wandelen")),
        new((c, cells, _) => c with { Summary = cells.Text("samenvatting", c.Summary) },
            new SheetColumn("samenvatting", "summary", c => c.Summary, "Elke week een wandeling met mensen uit de buurt.")),
        new(ReadEssence,
            new SheetColumn("wat", "essence.what", c => c.Essence.What, "We lopen elke week een uur door het park en drinken daarna koffie."),
            new SheetColumn("voor_wie", "essence.forWhom", c => c.Essence.ForWhom, "Iedereen die graag buiten is."),
            new SheetColumn("hoe", "essence.how", c => c.Essence.How, "Kom langs, of bel eerst.")),
        new((c, cells, _) => c with { SupportTypes = cells.Codes("soort_hulp", SupportTypes.CodeOf, c.SupportTypes) },
            new SheetColumn("soort_hulp", "supportTypes", c => List(c.SupportTypes, SupportTypes), "bieden van ontmoetingsmogelijkheden")),
        new((c, cells, _) => c with { Problems = cells.Codes("problemen", Problems.CodeOf, c.Problems) },
            new SheetColumn("problemen", "problems", c => List(c.Problems, Problems), Problems.LabelOf("social-loneliness"))),
        new((c, cells, _) => c with { TargetGroups = cells.Codes("doelgroepen", TargetGroups.CodeOf, c.TargetGroups) },
            new SheetColumn("doelgroepen", "targetGroups", c => List(c.TargetGroups, TargetGroups), TargetGroups.LabelOf("older-75-plus"))),
        new((c, cells, _) => c with { Format = cells.Code("vorm", Format, c.Format)! }, new SheetColumn("vorm", "format", c => Format.LabelOf(c.Format), "in een groep")),
        new((c, cells, _) => c with { Frequency = cells.Code("frequentie", Frequency, c.Frequency)! },
            new SheetColumn("frequentie", "frequency", c => Frequency.LabelOf(c.Frequency), "op vaste tijden")),
        new((c, cells, _) => c with { Setting = cells.Codes("waar", Setting.CodeOf, c.Setting) }, new SheetColumn("waar", "setting", c => List(c.Setting, Setting), "buiten de deur")),
        new((c, cells, _) => c with { Funding = cells.Code("financiering", Funding, c.Funding) },
            new SheetColumn("financiering", "funding", c => c.Funding is null ? null : Funding.LabelOf(c.Funding), "met subsidie")),
        new((c, cells, _) => c with { Workforce = cells.Code("uitvoering", Workforce, c.Workforce) },
            new SheetColumn("uitvoering", "workforce", c => c.Workforce is null ? null : Workforce.LabelOf(c.Workforce), "door vrijwilligers")),
        new((c, cells, _) => c with
            {
                Conditions = new Conditions(cells.Number("leeftijd_van", c.Conditions.MinAge), cells.Number("leeftijd_tot", c.Conditions.MaxAge),
                    cells.YesNo("laag_inkomen", c.Conditions.IncomeCondition), cells.Code("toegang", Access, c.Conditions.Access) ?? "open", cells.Text("voorwaarden", c.Conditions.Text)),
            },
            new SheetColumn("leeftijd_van", "conditions.minAge", c => Number(c.Conditions.MinAge), "18"),
            new SheetColumn("leeftijd_tot", "conditions.maxAge", c => Number(c.Conditions.MaxAge)),
            new SheetColumn("laag_inkomen", "conditions.incomeCondition", c => YesNo(c.Conditions.IncomeCondition), "nee"),
            new SheetColumn("toegang", "conditions.access", c => Access.LabelOf(c.Conditions.Access), "zo binnenlopen"),
            new SheetColumn("voorwaarden", "conditions.text", c => c.Conditions.Text)),
        new((c, cells, _) => cells.Has("kosten") ? c with { Costs = Prices.Read(cells, "kosten") } : c,
            new SheetColumn("kosten", "costs", c => Prices.Write(c.Costs), "koffie 2,50 per keer")),
        new((c, cells, _) => c with
            {
                Contact = new Contact(cells.Text("telefoon", c.Contact.Phone), cells.Text("e-mail", c.Contact.Email), cells.Text("contactpunt", c.Contact.Point), cells.Text("website", c.Contact.Website)),
            },
            new SheetColumn("telefoon", "contact.phone", c => c.Contact.Phone, "030 555 01 00"),
            new SheetColumn("e-mail", "contact.email", c => c.Contact.Email, "info@debrug.example"),
            new SheetColumn("contactpunt", "contact.point", c => c.Contact.Point, "receptie"),
            new SheetColumn("website", "contact.website", c => c.Contact.Website, "https://debrug.example")),
        new(ReadScope,
            new SheetColumn("landelijk", "scope.national", c => YesNo(c.Scope.National), "nee"),
            new SheetColumn("gemeenten", "scope.municipalities", c => List(c.Scope.Municipalities, NameOf), "Utrecht"),
            new SheetColumn("buurten", "scope.neighbourhoods", c => List(c.Scope.Neighbourhoods, code => code))),
        new(ReadLocations,
            new SheetColumn("locatie", "locations.name", c => Bars.Join(c.Locations.Select(l => l.Name)), "Buurthuis De Brug"),
            new SheetColumn("adres", "locations.address", c => Bars.Join(c.Locations.Select(l => l.Address)), "Brugstraat 1"),
            new SheetColumn("postcode", "locations.postcode", c => Bars.Join(c.Locations.Select(l => l.Postcode)), "3511 AB"),
            new SheetColumn("plaats", "locations.city", c => Bars.Join(c.Locations.Select(l => l.City)), "Utrecht"),
            new SheetColumn("breedtegraad", "locations.latitude", c => Bars.Join(c.Locations.Select(l => Number(l.Latitude)))),
            new SheetColumn("lengtegraad", "locations.longitude", c => Bars.Join(c.Locations.Select(l => Number(l.Longitude)))),
            new SheetColumn("toegankelijkheid", "locations.accessibility", c => Bars.Join(c.Locations.Select(l => string.Join(',', (l.Accessibility ?? []).Select(Accessibility.LabelOf)))), "rolstoel,toilet")),
        new((c, cells, _) => c with { Languages = cells.Codes("talen", text => text.ToLowerInvariant(), c.Languages) },
            new SheetColumn("talen", "languages", c => List(c.Languages, code => code), "nl")),
        new((c, cells, today) => cells.Has("tijden") ? c with { Schedule = TimesTexts.Read(cells["tijden"], c.Schedule, today) } : c,
            new SheetColumn("tijden", "schedule", c => TimesTexts.Write(c.Schedule), "di 10:00-11:30 wekelijks|niet in de zomervakantie")),
        new((c, cells, _) => c with
            {
                Capacity = new Capacity(cells.Number("plekken_vrij", c.Capacity.PlacesLeft), cells.YesNo("wachtlijst", c.Capacity.WaitingList), cells.Date("plekken_op", c.Capacity.AsOfDate)),
            },
            new SheetColumn("plekken_vrij", "capacity.placesLeft", c => Number(c.Capacity.PlacesLeft)),
            new SheetColumn("wachtlijst", "capacity.waitingList", c => YesNo(c.Capacity.WaitingList), "nee"),
            new SheetColumn("plekken_op", "capacity.asOfDate", c => Date(c.Capacity.AsOfDate))),
        new((c, cells, _) => c with { Evidence = cells.Code("bewijs", Evidence, c.Evidence) ?? "none" }, new SheetColumn("bewijs", "evidence", c => Evidence.LabelOf(c.Evidence), "niet onderzocht")),
        new((c, cells, _) => c with { InterventionId = cells.Id(Intervention, c.InterventionId) }, new SheetColumn(Intervention, "interventionId", c => c.InterventionId?.ToString())),
        new((c, cells, _) => c with { ReviewNeeded = cells.YesNo("nakijken", c.ReviewNeeded) }, new SheetColumn("nakijken", "reviewNeeded", c => YesNo(c.ReviewNeeded), "nee")),
        new((c, cells, _) => c with { AsOfDate = cells.Date("peildatum", c.AsOfDate) }, new SheetColumn("peildatum", "asOfDate", c => Date(c.AsOfDate))),
    ];

    public static readonly IReadOnlyList<SheetColumn> Columns = [.. Fields.SelectMany(f => f.Columns)];

    /// <summary>Headings in the order of template and export.</summary>
    public static readonly IReadOnlyList<string> Headings = [.. Identifying, .. Columns.Select(c => c.Heading)];

    private static readonly IReadOnlyList<SheetColumn> LongestPathFirst = [.. Columns.OrderByDescending(c => c.Path.Length)];

    /// <summary>The content that a row tells, over what is there already.</summary>
    /// <param name="before">Null for a new service.</param>
    /// <param name="today">The first day of a series of times that tells none.</param>
    public static ServiceContent Read(Cells cells, ServiceContent? before, DateOnly today) => before is null
        ? Fields.Aggregate(new ServiceContent(), (content, field) => field.Read(content, cells, today))
        : Fields.Aggregate(before, (content, field) => field.IsAsBefore(before, cells) ? content : field.Read(content, cells, today));

    /// <summary>The column that fills the field at this path, such as <c>costs[1].label</c>.</summary>
    public static SheetColumn ColumnOf(string path)
    {
        var field = Index().Replace(path, "");
        return LongestPathFirst.FirstOrDefault(c => field == c.Path || field.StartsWith(c.Path + '.', StringComparison.Ordinal))
            ?? Columns.First(c => c.Path.StartsWith(field + '.', StringComparison.Ordinal));
    }

    private static ServiceContent ReadEssence(ServiceContent c, Cells cells, DateOnly today) =>
        c with { Essence = new Essence(cells.Text("wat", c.Essence?.What)!, cells.Text("voor_wie", c.Essence?.ForWhom)!, cells.Text("hoe", c.Essence?.How)!) };

    private static ServiceContent ReadScope(ServiceContent c, Cells cells, DateOnly today)
    {
        var municipalities = cells.Codes("gemeenten", CodeOf, c.Scope?.Municipalities ?? []);
        return c with
        {
            // A sheet without the column tells by naming municipalities, or not.
            Scope = new Scope(cells.YesNo("landelijk", c.Scope?.National == true && municipalities.Count == 0), NullIfEmpty(municipalities),
                NullIfEmpty(cells.Codes("buurten", text => text.ToUpperInvariant(), c.Scope?.Neighbourhoods ?? []))),
        };
    }

    private static ServiceContent ReadLocations(ServiceContent c, Cells cells, DateOnly today)
    {
        string[] headings = ["locatie", "adres", "postcode", "plaats", "breedtegraad", "lengtegraad", "toegankelijkheid"];
        if (!Array.Exists(headings, cells.Has)) return c;
        var parts = headings.ToDictionary(h => h, h => cells[h] is { } cell ? Bars.Split(cell) : []);
        var count = cells.Has("postcode") ? parts["postcode"].Count : c.Locations.Count;
        if (count == 0) count = Math.Min(1, parts.Values.Max(p => p.Count));
        foreach (var heading in headings.Where(h => parts[h].Count > 0 && parts[h].Count != count))
            cells.Blame(heading, ("Het aantal waarden is niet dat van de kolom postcode.", "The number of values is not that of the column postcode."),
                ("Geef voor elke plaats een waarde, met een | ertussen; een lege waarde mag.", "Give a value for each place, with a | between; a value may be empty."));
        return c with { Locations = [.. Enumerable.Range(0, count).Select(Place)] };

        Location Place(int i)
        {
            var old = i < c.Locations.Count && (!cells.Has("postcode") || c.Locations[i].Postcode == At("postcode")) ? c.Locations[i] : new Location();
            return new Location(
                cells.Has("locatie") ? At("locatie") : old.Name, cells.Has("adres") ? At("adres") : old.Address, cells.Has("postcode") ? At("postcode")! : old.Postcode,
                cells.Has("plaats") ? At("plaats") : old.City,
                cells.Has("breedtegraad") ? cells.Decimal("breedtegraad", At("breedtegraad")) : old.Latitude,
                cells.Has("lengtegraad") ? cells.Decimal("lengtegraad", At("lengtegraad")) : old.Longitude,
                cells.Has("toegankelijkheid")
                    ? NullIfEmpty([.. (At("toegankelijkheid") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Accessibility.CodeOf)])
                    : old.Accessibility);

            string? At(string heading) => i < parts[heading].Count ? parts[heading][i] : null;
        }
    }

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyList<string> list) => list.Count == 0 ? null : list;

    /// <summary>A municipality may be named; what is neither a name nor a code stays as it is, for the rules to refuse.</summary>
    private static string CodeOf(string text) => Municipalities.TryGet(text.ToUpperInvariant(), out var municipality) ? municipality.Code : Municipalities.Find(text)?.Code ?? text;

    private static string NameOf(string code) => Municipalities.TryGet(code, out var municipality) && Municipalities.Find(municipality.Name)?.Code == code ? municipality.Name : code;

    private static string List(IReadOnlyList<string> codes, Vocabulary words) => List(codes, words.LabelOf);

    private static string List(IReadOnlyList<string>? codes, Func<string, string> write) => string.Join('|', (codes ?? []).Select(write));

    private static string YesNo(bool yes) => yes ? "ja" : "nee";

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Number(double? number) => number?.ToString("R", CultureInfo.InvariantCulture);

    private static string? Date(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\[[0-9]+\]")]
    private static partial Regex Index();
}
