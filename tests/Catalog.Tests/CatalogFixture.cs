using Catalog.Tests;
using Nabij.Testing;

[assembly: AssemblyFixture(typeof(CatalogFixture))]

namespace Catalog.Tests;

public sealed class CatalogFixture() : ServiceFixture<Program>("catalog");
