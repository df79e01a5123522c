using Coalition.Tests;
using Nabij.Reference;
using Nabij.Reference.Calendar;
using Nabij.Testing;

[assembly: AssemblyFixture(typeof(CoalitionFixture))]

namespace Coalition.Tests;

public sealed class CoalitionFixture() : ServiceFixture<Program>("coalition")
{
    private static readonly string[] Unused =
        [.. Municipalities.All.Where(m => m.IsValidOn(TimeProvider.System.Today())).Select(m => m.Code)];

    private int _used;

    /// <summary>A municipality for one test alone: each has one coalition at most.</summary>
    public string NewMunicipality() => Unused[Interlocked.Increment(ref _used)];
}
