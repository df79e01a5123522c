using System.Collections.Immutable;

namespace Nabij.Reference;

public sealed record Cause : ReferenceItem
{
    public required ImmutableArray<string> Examples { get; init; }
}

public sealed record Component : ReferenceItem
{
    public required string Description { get; init; }
}

/// <summary>When a coalition probably steps into a pitfall. The thresholds are defaults: a municipality may set its own.</summary>
public sealed record DetectionRule : ReferenceItem
{
    /// <summary>Code of a pitfall; null when the rule guards something else.</summary>
    public string? Pitfall { get; init; }

    /// <summary>info, warning or critical.</summary>
    public required string Severity { get; init; }

    /// <summary>How the value compares with the threshold when the rule fires: &lt;, &lt;=, &gt; or &gt;=.</summary>
    public required string Operator { get; init; }

    /// <summary>A share (0..1), a number or days: see the label.</summary>
    public required decimal Threshold { get; init; }

    /// <summary>An open alert closes only when the value no longer compares so with this one, which keeps it from flapping.</summary>
    public required decimal Clear { get; init; }

    /// <summary>With fewer observations there is not enough to say, and no alert.</summary>
    public required int MinSample { get; init; }

    /// <summary>Dutch, with <c>{n}</c> or <c>{pct}</c> for the value.</summary>
    public required string Message { get; init; }

    /// <summary>In Dutch: what to do first.</summary>
    public required string FirstAction { get; init; }
}

public sealed record Domain : ReferenceItem
{
    public required ImmutableArray<string> Examples { get; init; }

    /// <summary>A coalition that starts small starts with these.</summary>
    public required bool SuggestedStart { get; init; }
}

public sealed record LonelinessKind : ReferenceItem
{
    public required string Description { get; init; }

    /// <summary>False for a related notion, such as isolation.</summary>
    public required bool IsLoneliness { get; init; }
}

/// <summary>A published figure.</summary>
public sealed record LonelinessValue : ReferenceItem
{
    /// <summary>country, ggd-region or municipality.</summary>
    public required string AreaKind { get; init; }

    /// <summary>CBS code; null for a GGD region.</summary>
    public string? AreaCode { get; init; }

    public required string AreaName { get; init; }

    public required int Year { get; init; }

    /// <summary>The ages it is about, such as <c>18+</c>.</summary>
    public required string Population { get; init; }

    /// <summary>lonely, moderately-lonely or severely-lonely.</summary>
    public required string Indicator { get; init; }

    /// <summary>0..100.</summary>
    public required decimal Percent { get; init; }

    /// <summary>The page that gives the figure.</summary>
    public required Uri Page { get; init; }

    public string? Note { get; init; }
}

/// <summary>A service that anyone in the country can use.</summary>
public sealed record NationalOffering : ReferenceItem
{
    public required OfferingOrganisation Organisation { get; init; }

    public required ImmutableArray<string> SupportTypes { get; init; }

    public required ImmutableArray<string> Problems { get; init; }

    /// <summary>Empty for everyone.</summary>
    public required ImmutableArray<string> TargetGroups { get; init; }

    public required Essence Essence { get; init; }

    /// <summary>group, individual or both.</summary>
    public required string Format { get; init; }

    /// <summary>one-off, recurring or always.</summary>
    public required string Frequency { get; init; }

    /// <summary>at-home, out-of-home, online, phone; empty when the source does not tell.</summary>
    public required ImmutableArray<string> Setting { get; init; }

    /// <summary>voluntary or professional; null when the source does not tell.</summary>
    public string? Workforce { get; init; }

    /// <summary>free or commercial; null when the source does not tell.</summary>
    public string? Funding { get; init; }

    /// <summary>Empty means not known, unless <see cref="Funding"/> is free.</summary>
    public required ImmutableArray<OfferingCost> Costs { get; init; }

    /// <summary>In years.</summary>
    public int? MinAge { get; init; }

    public Uri? Website { get; init; }

    public required DateOnly AsOf { get; init; }

    public required bool ReviewNeeded { get; init; }
}

/// <param name="Domain">Code of a domain.</param>
public sealed record OfferingOrganisation(string Name, string Domain);

/// <summary>What a service is in plain Dutch, each at most 400 characters.</summary>
public sealed record Essence(string What, string ForWhom, string How);

/// <param name="Amount">In euro.</param>
/// <param name="Per">once, visit, month or year.</param>
public sealed record OfferingCost(string Label, decimal Amount, string Per);

public sealed record Pitfall : ReferenceItem
{
    /// <summary>In Dutch: how to stay out of it.</summary>
    public required string Strategy { get; init; }
}

public sealed record PlanChapter : ReferenceItem
{
    /// <summary>Such as <c>5.1</c>.</summary>
    public required string Number { get; init; }

    /// <summary>Code of the chapter that it is part of.</summary>
    public string? Parent { get; init; }

    public string? Guidance { get; init; }

    /// <summary>What the platform can fill the chapter with.</summary>
    public string? DataSource { get; init; }
}

public sealed record Problem : ReferenceItem
{
    public required string Description { get; init; }
}

public sealed record ProcessStep : ReferenceItem
{
    public required string Description { get; init; }

    /// <summary>The step never completes: it comes back.</summary>
    public required bool Continuous { get; init; }
}

public sealed record SignallerRole : ReferenceItem
{
    /// <summary>Code of the domain where the role usually belongs; null where none fits.</summary>
    public string? DomainHint { get; init; }
}

public sealed record SupportType : ReferenceItem
{
    public required string Description { get; init; }

    public required ImmutableArray<string> Examples { get; init; }
}

public sealed record TargetGroup : ReferenceItem
{
    /// <summary>Statistics show that loneliness is more frequent in the group.</summary>
    public required bool RiskGroup { get; init; }
}
