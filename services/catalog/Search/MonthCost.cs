using Nabij.Catalog.Services;

namespace Nabij.Catalog.Search;

/// <summary>
/// What somebody who comes once pays in the first month, to filter and sort by. Prices of one kind are alternatives: the lowest counts. Those of different kinds
/// come on top of each other, a year for a twelfth: who is told a price is not surprised by a higher one.
/// </summary>
internal static class MonthCost
{
    private const int Months = 12;

    /// <summary>In cents, rounded up; null when no price is told, which is not free.</summary>
    public static int? Of(ServiceContent content) => content.Costs.Count > 0
        ? content.Costs.GroupBy(c => c.Per).Sum(kind => (int)decimal.Ceiling(kind.Min(c => c.Price.Amount!.Value) * 100 / (kind.Key == "year" ? Months : 1)))
        : content.Funding == "free" ? 0 : null;
}
