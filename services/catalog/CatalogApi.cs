using Nabij.Catalog.Comparison;
using Nabij.Catalog.Corrections;
using Nabij.Catalog.Demand;
using Nabij.Catalog.Duplicates;
using Nabij.Catalog.Exports;
using Nabij.Catalog.Imports;
using Nabij.Catalog.Organisations;
using Nabij.Catalog.Proposals;
using Nabij.Catalog.Quality;
using Nabij.Catalog.Search;
using Nabij.Catalog.Search.Dutch;
using Nabij.Catalog.Search.ResultCodes;
using Nabij.Catalog.Services;
using Nabij.Catalog.Supplements;
using Nabij.Catalog.Taxonomies;
using Nabij.Catalog.Verification;

namespace Nabij.Catalog;

/// <summary>The catalogue's own API, by capability.</summary>
internal static class CatalogApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapSearch();
        api.MapSynonyms();
        api.MapTaxonomies();
        api.MapResultCodes();
        api.MapComparison();
        api.MapServices();
        api.MapVerification();
        api.MapCorrections();
        api.MapProposals();
        api.MapSupplements();
        api.MapDuplicates();
        api.MapQuality();
        api.MapImports();
        api.MapExports();
        api.MapDemand();
        api.MapOrganisations();
    }
}
