using System.Text;
using System.Text.Json;
using Nabij.Benchmarks.Search;
using Nabij.Catalog.Imports;
using Nabij.Catalog.Imports.Sheets;
using Nabij.Catalog.Services;

namespace Catalog.Tests.Imports;

/// <summary>What cells mean, and that each content comes back from them as it was.</summary>
public sealed class SheetTests
{
    private static readonly DateOnly Today = new(2026, 11, 24); // a Tuesday

    [Fact]
    public async Task Every_content_survives_a_sheet()
    {
        var random = new RandomServices(7);
        var contents = Enumerable.Range(0, 500).Select(_ => JsonSerializer.Deserialize<ServiceContent>(random.Next().Content, JsonSerializerOptions.Web)!).Append(Everything()).ToList();
        var rows = await ReadAsync(Files.Csv(contents.Select((c, i) => Sheet.Columns.ToDictionary(s => s.Heading, s => s.Write(c) ?? "").Append(new(Sheet.SourceId, $"{i}")).ToDictionary())));
        Assert.Equal(contents.Count, rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            Assert.Equal(JsonSerializer.Serialize(Plain(contents[i])), JsonSerializer.Serialize(Plain(rows[i].Read(null, Today))));
            Assert.Empty(rows[i].Faults);
            Assert.Same(contents[i], rows[i].Read(contents[i], Today));
        }
    }

    [Theory]
    [InlineData("di 10:00-11:30 wekelijks", "2026-11-24 10:00 11:30 FREQ=WEEKLY;BYDAY=TU")]
    [InlineData("maandag 9:30-10:00 wekelijks", "2026-11-30 09:30 10:00 FREQ=WEEKLY;BYDAY=MO")]
    [InlineData("ma,do 19.00-21.00 uur wekelijks", "2026-11-26 19:00 21:00 FREQ=WEEKLY;BYDAY=MO,TH")]
    [InlineData("di 10:00-11:30 wekelijks vanaf 2026-01-06 t/m 2026-06-30", "2026-01-06 10:00 11:30 FREQ=WEEKLY;BYDAY=TU 2026-06-30")]
    [InlineData("2026-12-24 18:00–20:00", "2026-12-24 18:00 20:00 ")]
    [InlineData("FREQ=MONTHLY;BYDAY=1MO 10:00-12:00 vanaf 2026-01-05", "2026-01-05 10:00 12:00 FREQ=MONTHLY;BYDAY=1MO")]
    [InlineData("elke dinsdag in de ochtend", null)]
    [InlineData("xx 10:00-11:00", null)]
    [InlineData("di 10:99-11:00 wekelijks", null)]
    public void Times_are_read_as_people_write_them_and_the_rest_is_text(string cell, string? times)
    {
        var schedule = TimesTexts.Read(cell, new Schedule(), Today);
        Assert.Equal(times is null ? cell : null, schedule.Text);
        if (times is null) Assert.Null(schedule.Times);
        else Assert.Equal(times.TrimEnd(), Assert.Single(schedule.Times!) is var t ? $"{t.StartDate:yyyy-MM-dd} {t.StartsAt:HH\\:mm} {t.EndsAt:HH\\:mm} {t.Rule} {t.UntilDate:yyyy-MM-dd}".TrimEnd() : "");
    }

    [Fact]
    public void A_series_that_names_no_first_day_keeps_the_one_that_it_had()
    {
        var before = new Schedule(null, [new Times(new DateOnly(2025, 3, 4), new TimeOnly(10, 0), new TimeOnly(11, 30), "FREQ=WEEKLY;BYDAY=TU")]);
        Assert.Equal(new DateOnly(2025, 3, 4), TimesTexts.Read("di 10:00-11:30 wekelijks", before, Today).Times![0].StartDate);
    }

    [Theory]
    [InlineData("koffie 2,50 per keer", "koffie=2.50/visit")]
    [InlineData("koffie € 2,50 per keer", "koffie=2.50/visit")]
    [InlineData("lid worden €10 eenmalig | contributie 5.5 per maand", "lid worden=10/once contributie=5.5/month")]
    [InlineData("koffie \\| thee 1 per keer", "koffie | thee=1/visit")]
    [InlineData("2 euro", null)]
    [InlineData("koffie 2,505 per keer", null)]
    [InlineData("koffie -2 per keer", "koffie -2 per keer")]
    public async Task Prices_are_read_as_people_write_them(string cell, string? prices)
    {
        var row = Assert.Single(await ReadAsync(Files.Csv([new() { [Sheet.SourceId] = "1", ["kosten"] = cell }], [Sheet.SourceId, "kosten"])));
        var costs = row.Read(null, Today).Costs;
        if (prices is null || prices == cell) Assert.Equal("kosten", Assert.Single(row.Faults).Heading);
        else Assert.Equal(prices, string.Join(' ', costs.Select(c => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{c.Label}={c.Price.Amount}/{c.Per}"))));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")"), InlineData("+31 30 555"), InlineData("-2+3"), InlineData("@SUM(A1)"), InlineData("\t=1"), InlineData("\r=1"), InlineData("\n=1"), InlineData("＝1")]
    [InlineData("'=1"), InlineData("''+1"), InlineData("'s ochtends"), InlineData("'"), InlineData(""), InlineData("a=b"), InlineData("a;b\"c\r\nd"), InlineData(" begin")]
    public async Task No_cell_is_a_formula_and_each_comes_back_as_it_was(string text)
    {
        var cell = SafeCell.Of(text);
        Assert.True(cell.Length == 0 || !"=+-@\t\r\n＝＋－＠".Contains(cell[0], StringComparison.Ordinal), cell);
        Assert.Equal(text, SafeCell.Undo(cell));
        var row = Assert.Single(await ReadAsync(Files.Csv([new() { [Sheet.SourceId] = "1", ["naam"] = text }], ["naam", Sheet.SourceId])));
        Assert.Equal(text.Length == 0 ? null : text, row.Read(null, Today).Name);
    }

    [Fact]
    public void Each_column_has_a_heading_of_its_own_and_each_field_a_column()
    {
        Assert.Equal(Sheet.Headings.Count, Sheet.Headings.Distinct().Count());
        Assert.All(ContentFieldAttribute.Names, field => Assert.Contains(Sheet.Columns, c => c.Path == field || c.Path.StartsWith(field + '.', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_line_is_that_of_the_file_also_after_texts_over_more_lines_and_empty_lines()
    {
        var rows = await ReadAsync("\uFEFFbron_id;naam\r\n1;\"een\r\ntwee\"\r\n\r\n;\r\n2;drie\n3;vier");
        Assert.Equal([(2, "1"), (6, "2"), (7, "3")], rows.Select(r => (r.Line, r.SourceId!)));
    }

    private static async Task<List<ImportRow>> ReadAsync(string csv)
    {
        var rows = new List<ImportRow>();
        await foreach (var row in SheetReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(csv)), TestContext.Current.CancellationToken)) rows.Add(row);
        return rows;
    }

    /// <summary>A list that is absent is one that is empty.</summary>
    private static ServiceContent Plain(ServiceContent c) => c with
    {
        Scope = new Scope(c.Scope.National, c.Scope.Municipalities ?? [], c.Scope.Neighbourhoods ?? []),
        Schedule = new Schedule(c.Schedule.Text, c.Schedule.Times ?? []),
        Locations = [.. c.Locations.Select(l => l with { Accessibility = l.Accessibility ?? [] })],
        Costs = [.. c.Costs.Select(p => p with { Price = p.Price with { Amount = decimal.Round(p.Price.Amount!.Value + 0.00m, 2) } })],
    };

    private static ServiceContent Everything() => new()
    {
        Name = "=SOM(A1:A9)",
        Summary = "'-een \"tekst\"; met alles,\r\nook een nieuwe regel",
        Essence = new("Wat\\het|is; met een streep", "+Voor wie", "@Hoe\tdan"),
        SupportTypes = ["practical-support", "meeting-opportunities"],
        Problems = ["social-loneliness"],
        TargetGroups = ["older-75-plus"],
        Format = "both",
        Frequency = "one-off",
        Setting = ["online", "phone"],
        Funding = "commercial",
        Workforce = "mixed",
        Conditions = new(18, 99, true, "referral", "-alleen op dinsdag"),
        Costs = [new("koffie | thee \\ melk", new(2.5m), "visit"), new("lid", new(100m), "year")],
        Contact = new("+31 30 555 01 00", "info@debrug.example", "receptie", "https://debrug.example/a?b=c,d;e"),
        Scope = new(false, ["GM0344", "GM0363"], ["BU03440101"]),
        Locations = [new("De Brug | boven", "Brug 1", "3511 AB", "Utrecht", 52.0907, 5.1214, ["lift", "wheelchair"]), new(null, null, "1011", null, null, null, ["public-transport"])],
        Schedule = new("niet in | de zomer\\vakantie", [new(new(2026, 1, 5), new(10, 0), new(11, 30, 15), "FREQ=MONTHLY;BYDAY=1MO", new(2026, 6, 30)), new(new(2026, 2, 3), new(9, 0), new(10, 0))]),
        Capacity = new(3, true, new(2026, 11, 1)),
        Languages = ["nl", "tr"],
        Evidence = "good-indications",
        ReviewNeeded = true,
        AsOfDate = new(2026, 10, 1),
    };
}
