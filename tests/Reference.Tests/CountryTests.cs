using Nabij.Reference;

namespace Reference.Tests;

public sealed class CountryTests
{
    [Fact]
    public void The_country_has_342_municipalities_and_17590672_inhabitants()
    {
        Assert.Equal(342, Municipalities.All.Count);
        Assert.Equal(17_590_672, Municipalities.All.Sum(municipality => municipality.Population));
        Assert.Distinct(Municipalities.All.Select(municipality => municipality.Code));
        Assert.All(Municipalities.All, municipality => Assert.Matches(@"\AGM[0-9]{4}\z", municipality.Code));
    }

    [Fact]
    public void There_are_12_provinces_and_25_safety_regions()
    {
        Assert.Equal(12, Municipalities.All.Select(municipality => (municipality.ProvinceCode, municipality.Province)).Distinct().Count());
        Assert.Equal(25, Municipalities.All.Select(municipality => (municipality.SafetyRegionCode, municipality.SafetyRegion)).Distinct().Count());
    }

    [Fact]
    public void Neighbours_are_mutual()
    {
        Assert.All(Municipalities.All, municipality => Assert.All(municipality.Neighbours, code =>
        {
            Assert.True(Municipalities.TryGet(code, out var neighbour), code);
            Assert.Contains(municipality.Code, neighbour.Neighbours);
            Assert.NotEqual(municipality.Code, code);
        }));
    }

    [Fact]
    public void Only_the_Wadden_islands_have_no_neighbours() => Assert.Equal(
        ["Ameland", "Schiermonnikoog", "Terschelling", "Vlieland", "Texel"],
        Municipalities.All.Where(municipality => municipality.Neighbours.IsEmpty).Select(municipality => municipality.Name));

    [Theory]
    [InlineData("Utrecht", "GM0344")]
    [InlineData("den haag", "GM0518")]
    [InlineData("'s-Gravenhage", "GM0518")]
    [InlineData("Sudwest-Fryslan", "GM1900")]
    [InlineData("Hengelo (O.)", "GM0164")]
    [InlineData("Nuenen, Gerwen en Nederwetten", "GM0820")]
    [InlineData("Weesp", null)]
    [InlineData("", null)]
    public void A_municipality_is_found_by_its_name(string name, string? code) => Assert.Equal(code, Municipalities.Find(name)?.Code);

    [Fact]
    public void A_planned_merger_ends_nothing_until_it_is_certain()
    {
        Assert.True(Municipalities.TryGet("GM1696", out var wijdemeren));
        var end = new DateOnly(2027, 1, 1);
        Assert.Equal((end, "GM0402", false), (wijdemeren.ValidTo, wijdemeren.Successor, wijdemeren.EndIsCertain));
        Assert.True(wijdemeren.IsValidOn(end));

        var merged = wijdemeren with { EndIsCertain = true };
        Assert.True(merged.IsValidOn(end.AddDays(-1)));
        Assert.False(merged.IsValidOn(end));
        Assert.False(merged.IsValidOn(merged.ValidFrom.AddDays(-1)));
    }

    [Fact]
    public void Every_municipality_has_one_of_the_4066_postcodes()
    {
        Assert.Equal(4066, Postcodes.All.Count);
        Assert.Distinct(Postcodes.All.Select(postcode => postcode.Code));
        Assert.Equal(
            Municipalities.All.Select(municipality => municipality.Code),
            Postcodes.All.Select(postcode => postcode.Municipality).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_centroid_lies_in_the_Netherlands()
    {
        Assert.All([.. Municipalities.All.Select(municipality => municipality.Centroid), .. Postcodes.All.Select(postcode => postcode.Centroid)], point =>
        {
            Assert.InRange(point.Latitude, 50.7, 53.6);
            Assert.InRange(point.Longitude, 3.3, 7.3);
        });
    }

    [Theory]
    [InlineData("3511", "GM0344")]
    [InlineData("3511AB", "GM0344")]
    [InlineData("1231 AB", "GM1696")]
    [InlineData("0511", null)]
    [InlineData("3511 SA", null)]
    [InlineData("3511AB\n", null)]
    [InlineData("9999", "GM1966")]
    [InlineData("1000", null)]
    [InlineData("", null)]
    public void A_postcode_leads_to_its_municipality(string text, string? municipality) =>
        Assert.Equal(municipality, Postcodes.TryGet(text, out var postcode) ? postcode.Municipality : null);

    [Fact]
    public void Distance_is_in_kilometres_and_the_same_both_ways()
    {
        Assert.True(Municipalities.TryGet("GM0344", out var utrecht));
        Assert.True(Municipalities.TryGet("GM0014", out var groningen));
        var kilometres = utrecht.Centroid.KilometresTo(groningen.Centroid);
        Assert.InRange(kilometres, 155, 170);
        Assert.Equal(kilometres, groningen.Centroid.KilometresTo(utrecht.Centroid), 9);
        Assert.Equal(0, utrecht.Centroid.KilometresTo(utrecht.Centroid));
    }

    [Theory]
    [InlineData(1, 100, null, 100, 342)]
    [InlineData(4, 100, null, 42, 342)]
    [InlineData(int.MaxValue, 100, null, 0, 342)]
    [InlineData(1, 20, "HERTOGENBOSCH", 1, 1)]
    [InlineData(1, 20, "fryslan", 2, 2)]
    [InlineData(1, 20, "bestaat niet", 0, 0)]
    public void Municipalities_come_in_pages(int page, int pageSize, string? name, int items, int total)
    {
        var answer = Municipalities.Page(page, pageSize, name);
        Assert.Equal((items, page, pageSize, total), (answer.Items.Length, answer.Page, answer.PageSize, answer.Total));
    }

    [Fact]
    public void Postcodes_come_in_pages_and_per_municipality()
    {
        Assert.Equal(4066, Postcodes.Page(1, 20).Total);
        var texel = Postcodes.Page(1, 2, "GM0448");
        Assert.Equal(2, texel.Items.Length);
        Assert.Equal(Postcodes.In("GM0448").Count(), texel.Total);
        Assert.All(texel.Items, postcode => Assert.StartsWith("179", postcode.Code));
        Assert.Empty(Postcodes.Page(1, 20, "GM9999").Items);
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(1, 0)]
    [InlineData(1, 101)]
    public void A_page_out_of_bounds_is_refused(int page, int pageSize)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Municipalities.Page(page, pageSize));
        Assert.Throws<ArgumentOutOfRangeException>(() => Postcodes.Page(page, pageSize));
    }
}
