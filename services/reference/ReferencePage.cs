using System.Collections.Immutable;

namespace Nabij.Reference;

/// <summary>A page of a list that is too long to answer whole.</summary>
/// <param name="Page">From 1.</param>
/// <param name="Total">How many items all pages hold together.</param>
public sealed record ReferencePage<T>(ImmutableArray<T> Items, int Page, int PageSize, int Total, ReferenceSource Source, DateOnly AsOf)
{
    internal static ReferencePage<T> Of(IReadOnlyCollection<T> all, int page, int pageSize, ReferenceSource source, DateOnly asOf)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageSize, 100);
        var skip = (page - 1L) * pageSize;
        return new([.. skip < all.Count ? all.Skip((int)skip).Take(pageSize) : []], page, pageSize, all.Count, source, asOf);
    }
}
