using System.Text.RegularExpressions;
using Nabij.Reference;

namespace Reference.Tests;

public sealed partial class ListTests
{
    public static TheoryData<string, int> Counts => new()
    {
        { "advisory-services", 15 },
        { "approach-principles", 10 },
        { "audiences", 6 },
        { "causes", 3 },
        { "characteristics", 4 },
        { "collaboration-tips", 7 },
        { "components", 6 },
        { "consequences", 4 },
        { "detection-rules", 37 },
        { "domains", 12 },
        { "facts-figures", 4 },
        { "faq", 13 },
        { "home-visit-organisations", 4 },
        { "loneliness-kinds", 4 },
        { "national-offerings", 24 },
        { "pitfalls", 14 },
        { "plan-template", 14 },
        { "process-steps", 6 },
        { "quality-compass", 3 },
        { "risk-groups", 7 },
        { "signaller-roles", 25 },
        { "social-map-requirements", 7 },
        { "spiral-stages", 6 },
        { "support-types", 7 },
        { "tools", 28 },
        // Ours: composed of the lists above, or our own.
        { "loneliness-known-values", 19 },
        { "problems", 16 },
        { "reporter-roles", 26 },
        { "target-groups", 16 },
    };

    public static TheoryData<string> Names => [.. ReferenceLists.Names];

    [Theory, MemberData(nameof(Counts))]
    public void A_list_has_all_its_items(string name, int count) => Assert.Equal(count, ReferenceLists.Get(name).Count);

    [Fact]
    public void Every_list_is_counted() =>
        Assert.Equal(ReferenceLists.Names, Counts.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void A_list_tells_its_name_titles_source_and_day(string name)
    {
        var list = ReferenceLists.Get(name);
        Assert.Equal(name, list.Name);
        Assert.All([list.TitleNl, list.TitleEn, list.Source.Document, list.Source.Section], Assert.NotEmpty!);
        Assert.InRange(list.AsOf, new DateOnly(2019, 6, 13), new DateOnly(2026, 11, 24));
    }

    [Theory, MemberData(nameof(Names))]
    public void Codes_are_unique_and_kebab_case_and_items_stand_in_order(string name)
    {
        var list = ReferenceLists.Get(name);
        foreach (var items in (IReadOnlyList<ReferenceItem>[])[list.Items, .. list.Related?.Values ?? []])
        {
            Assert.All(items, item => Assert.Matches(KebabCase(), item.Code));
            Assert.Distinct(items.Select(item => item.Code));
            Assert.Equal(Enumerable.Range(1, items.Count), items.Select(item => item.Order));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Items_have_a_Dutch_and_an_English_label(string name)
    {
        Assert.All(ReferenceLists.Get(name).Items, item =>
        {
            Assert.False(string.IsNullOrWhiteSpace(item.Label));
            // The name of a national service is a proper name.
            Assert.Equal(name != "national-offerings", !string.IsNullOrWhiteSpace(item.LabelEn));
        });
    }

    [Fact]
    public void A_typed_list_knows_every_member_of_its_items()
    {
        Assert.All<ReferenceItem>(
            [
                .. ReferenceLists.Causes.Items, .. ReferenceLists.Components.Items, .. ReferenceLists.DetectionRules.Items,
                .. ReferenceLists.Domains.Items, .. ReferenceLists.LonelinessKinds.Items, .. ReferenceLists.LonelinessValues.Items,
                .. ReferenceLists.NationalOfferings.Items, .. ReferenceLists.Pitfalls.Items, .. ReferenceLists.PlanTemplate.Items,
                .. ReferenceLists.Problems.Items, .. ReferenceLists.ProcessSteps.Items, .. ReferenceLists.ReporterRoles.Items,
                .. ReferenceLists.SignallerRoles.Items, .. ReferenceLists.SupportTypes.Items, .. ReferenceLists.TargetGroups.Items,
            ],
            item => Assert.Empty(item.More));
    }

    [Fact]
    public void An_untyped_list_keeps_what_is_particular_to_it()
    {
        var tool = ReferenceLists.Get("tools")["signal-desk"];
        Assert.Equal("recognise-find", tool.More["component"].GetString());
        Assert.Equal("system", tool.More["kind"].GetString());
    }

    [Fact]
    public void An_unknown_list_or_code_is_not_found()
    {
        Assert.False(ReferenceLists.TryGet("nothing", out _));
        Assert.Throws<KeyNotFoundException>(() => ReferenceLists.Get("nothing"));
        Assert.False(ReferenceLists.Domains.Contains("nothing"));
        Assert.True(ReferenceLists.Domains.TryGet("education", out var domain));
        Assert.Equal("onderwijs", domain.Label);
    }

    [Fact]
    public void Target_groups_hold_every_risk_group()
    {
        Assert.Equal(
            ReferenceLists.RiskGroups.Items.Select(group => (group.Code, group.Label, group.LabelEn)),
            ReferenceLists.TargetGroups.Items.Where(group => group.RiskGroup).Select(group => (group.Code, group.Label, group.LabelEn)));
    }

    [Fact]
    public void Reporter_roles_are_the_signaller_roles_and_a_resident()
    {
        Assert.Equal(ReferenceLists.SignallerRoles.Items.Select(role => role.Code).Append("resident"),
            ReferenceLists.ReporterRoles.Items.Select(role => role.Code));
        Assert.Equal("Inwoner", ReferenceLists.ReporterRoles["resident"].Label);
    }

    [Fact]
    public void Codes_that_point_to_another_list_exist()
    {
        Assert.All(ReferenceLists.SignallerRoles.Items, role => Known(ReferenceLists.Domains, role.DomainHint));
        Assert.All(ReferenceLists.DetectionRules.Items, rule => Known(ReferenceLists.Pitfalls, rule.Pitfall));
        Assert.All(ReferenceLists.PlanTemplate.Items, chapter => Known(ReferenceLists.PlanTemplate, chapter.Parent));
        Assert.All(ReferenceLists.Get("tools").Items, tool =>
        {
            var component = tool.More["component"].GetString();
            Known(ReferenceLists.Components, component == "general" ? null : component);
        });
        var groups = ReferenceLists.Get("advisory-services").Related!["groups"].Select(group => group.Code);
        Assert.All(ReferenceLists.Get("advisory-services").Items, service => Assert.Contains(service.More["group"].GetString(), groups));
    }

    [Fact]
    public void A_rule_closes_no_later_than_it_opens()
    {
        Assert.All(ReferenceLists.DetectionRules.Items, rule =>
        {
            Assert.Contains(rule.Operator, (string[])["<", "<=", ">", ">="]);
            Assert.Contains(rule.Severity, (string[])["info", "warning", "critical"]);
            Assert.True(rule.Operator.StartsWith('>') ? rule.Clear <= rule.Threshold : rule.Clear >= rule.Threshold, rule.Code);
            Assert.True(rule.MinSample >= 1);
        });
    }

    [Fact]
    public void A_loneliness_figure_names_its_area_and_page()
    {
        Assert.All(ReferenceLists.LonelinessValues.Items, value =>
        {
            Assert.InRange(value.Percent, 0, 100);
            Assert.StartsWith("http", value.Page.Scheme);
            if (value.AreaKind == "municipality")
                Assert.True(Municipalities.TryGet(value.AreaCode!, out var municipality) && municipality.Name == value.AreaName);
        });
    }

    private static void Known<TItem>(ReferenceList<TItem> list, string? code) where TItem : ReferenceItem =>
        Assert.True(code is null || list.Contains(code), $"{list.Name} has no {code}");

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex KebabCase();
}
