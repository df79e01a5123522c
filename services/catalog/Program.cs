using Nabij.Catalog.Comparison;
using Nabij.Catalog.Corrections;
using Nabij.Catalog.Demand;
using Nabij.Catalog.Duplicates;
using Nabij.Catalog.Exports;
using Nabij.Catalog.Imports;
using Nabij.Catalog.Organisations;
using Nabij.Catalog.Proposals;
using Nabij.Catalog.Search;
using Nabij.Catalog.Search.Dutch;
using Nabij.Catalog.Services;
using Nabij.Catalog.Supplements;
using Nabij.Catalog.Verification;
using Nabij.ServiceDefaults;

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "catalog", "Sociale kaart", "Vind hulp en activiteiten tegen eenzaamheid, en houd het aanbod actueel."));
builder.Services.AddValidation().AddSearch().AddImports();
builder.AddVerification();

var app = builder.Build();
app.MapService(
    api =>
    {
        api.MapSearch();
        api.MapSynonyms();
        api.MapComparison();
        api.MapServices();
        api.MapVerification();
        api.MapCorrections();
        api.MapProposals();
        api.MapSupplements();
        api.MapDuplicates();
        api.MapImports();
        api.MapExports();
        api.MapDemand();
        api.MapOrganisations();
    },
    internals => internals.MapRecipients());
return await app.RunServiceAsync(args);
