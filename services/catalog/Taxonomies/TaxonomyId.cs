using Nabij.Catalog.Services;

namespace Nabij.Catalog.Taxonomies;

/// <summary>The ids of taxonomies and of their terms. They are made of names and codes, so they are the same in every installation.</summary>
internal static class TaxonomyId
{
    public static Guid Of(string taxonomy) => NameId.Of($"taxonomy/{taxonomy}");

    public static Guid OfTerm(string taxonomy, string code) => NameId.Of($"taxonomy/{taxonomy}/{code}");

    /// <summary>The name of the taxonomy that a municipality keeps.</summary>
    public static string NameOf(string municipality) => $"nl-gemeente-{municipality.ToLowerInvariant()}";
}
