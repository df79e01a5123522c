using Platform.Tests.Faults;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(FaultsLast))]

namespace Platform.Tests.Faults;

/// <summary>Whoever kills programs does so after the others have looked at them.</summary>
public sealed class FaultsLast : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => c.TestCollectionDisplayName.Contains(typeof(FaultsLast).Namespace!, StringComparison.Ordinal))];
}
