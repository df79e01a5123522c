using Nabij.Reference;

namespace Reference.Tests;

public sealed class NationalOfferingTests
{
    public static TheoryData<string> Codes => [.. ReferenceLists.NationalOfferings.Items.Select(offering => offering.Code)];

    [Theory, MemberData(nameof(Codes))]
    public void An_offering_has_all_that_a_catalogue_asks(string code)
    {
        var offering = ReferenceLists.NationalOfferings[code];

        Assert.InRange(offering.Label.Length, 3, 120);
        Assert.NotEmpty(offering.Organisation.Name);
        Assert.True(ReferenceLists.Domains.Contains(offering.Organisation.Domain));
        Assert.NotEmpty(offering.SupportTypes);
        Assert.All(offering.SupportTypes, type => Assert.True(ReferenceLists.SupportTypes.Contains(type), type));
        Assert.NotEmpty(offering.Problems);
        Assert.All(offering.Problems, problem => Assert.True(ReferenceLists.Problems.Contains(problem), problem));
        Assert.All(offering.TargetGroups, group => Assert.True(ReferenceLists.TargetGroups.Contains(group), group));
        Assert.All([offering.Essence.What, offering.Essence.ForWhom, offering.Essence.How], text => Assert.InRange(text.Length, 10, 400));
        Assert.Contains(offering.Format, (string[])["group", "individual", "both"]);
        Assert.Contains(offering.Frequency, (string[])["one-off", "recurring", "always"]);
        Assert.All(offering.Setting, setting => Assert.Contains(setting, (string[])["at-home", "out-of-home", "online", "phone"]));
    }

    [Fact]
    public void All_offerings_are_of_2019_and_ask_for_review()
    {
        Assert.True(ReferenceLists.NationalOfferings.ReviewNeeded);
        Assert.All(ReferenceLists.NationalOfferings.Items, offering =>
        {
            Assert.Equal(new DateOnly(2019, 6, 13), offering.AsOf);
            Assert.True(offering.ReviewNeeded);
        });
    }

    [Fact]
    public void Only_what_the_source_tells_about_money_is_told()
    {
        Assert.Equal(
            [("max-50plusnet", "free"), ("werkboek-stop-eenzaamheid-zelf", "commercial")],
            ReferenceLists.NationalOfferings.Items.Where(offering => offering.Funding is not null).Select(offering => (offering.Code, offering.Funding!)));
        var cost = Assert.Single(ReferenceLists.NationalOfferings.Items.SelectMany(offering => offering.Costs));
        Assert.Equal(new OfferingCost("werkboek", 12.50m, "once"), cost);
    }
}
