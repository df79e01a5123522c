using Nabij.Catalog.Services;
using Nabij.Catalog.Verification;

namespace Nabij.Catalog.Search;

/// <summary>One page of services, and what helps to go on from there.</summary>
/// <param name="Total">Of all pages.</param>
/// <param name="Facets">Each group of filters by its name, with all its values. A service can have several values: counts do not add up to the total.</param>
/// <param name="DidYouMean">The words that were searched for instead, when the words as typed were not found.</param>
/// <param name="LeftOut">Words that no service of the whole country has, and that were not searched for; mostly empty.</param>
/// <param name="Relaxations">When nothing was found: what can be left out, and how many that gives.</param>
/// <param name="National">Services of the whole country among the results, when a municipality was asked for: they do not get lost behind the local ones.</param>
internal sealed record SearchAnswer(
    IReadOnlyList<FoundService> Items, int Page, int PageSize, long Total,
    IReadOnlyDictionary<string, IReadOnlyList<CountedValue>> Facets, string? DidYouMean, IReadOnlyList<string> LeftOut, IReadOnlyList<Relaxation> Relaxations, NationalLane? National);

/// <summary>A value of a filter.</summary>
/// <param name="Count">How many services there are with it, if it were the only value chosen in its group, with all other filters as they are; 0 too.</param>
/// <param name="Chosen">It is one of the values that were asked for.</param>
internal sealed record CountedValue(string Code, string Label, int Count, bool Chosen);

/// <param name="Drop">The parameter to leave out.</param>
/// <param name="Word">For <c>q</c>: only this word; null for all of it.</param>
/// <param name="Also">Parameters to leave out with it, when no single one is enough; mostly empty.</param>
/// <param name="Total">How many services that gives.</param>
internal sealed record Relaxation(string Drop, string? Word, IReadOnlyList<string> Also, int Total);

/// <param name="Items">The best of them.</param>
internal sealed record NationalLane(long Total, IReadOnlyList<FoundService> Items);

/// <summary>A service in a list of results.</summary>
/// <param name="Municipalities">CBS codes; empty when it is offered in the whole country.</param>
/// <param name="Labels">What the municipality that was asked for says of it, in the order of its taxonomy.</param>
/// <param name="Costs">Empty when they are not known, which is not free.</param>
/// <param name="Freshness">How long ago somebody made sure that it is right, by what is usual for its kind. From stale on, tell people so.</param>
/// <param name="DistanceKm">As the crow flies from the postcode that was asked for to the nearest place.</param>
/// <param name="Why">Why it is among the results.</param>
internal sealed record FoundService(
    Guid Id, string Name, string Summary, FoundOrganisation Organisation, IReadOnlyList<string> SupportTypes, IReadOnlyList<string> TargetGroups,
    string Format, IReadOnlyList<string> Setting, string Access, IReadOnlyList<Cost> Costs, bool National, IReadOnlyList<string> Municipalities, IReadOnlyList<FoundLabel> Labels,
    DateTimeOffset? VerifiedAt, FreshnessStage Freshness, double? DistanceKm, WhyFound Why);

internal sealed record FoundOrganisation(Guid Id, string Name);

internal sealed record FoundLabel(string Code, string Label);

/// <param name="InName">Words of the question that its name has, perhaps in another form.</param>
/// <param name="InText">Words that it has elsewhere, or that mean the same.</param>
internal sealed record WhyFound(IReadOnlyList<string> InName, IReadOnlyList<string> InText)
{
    /// <summary>Nobody asked with words.</summary>
    public static WhyFound Unasked { get; } = new([], []);
}
