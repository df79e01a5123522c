using Nabij.Catalog.Comparison;
using Nabij.Catalog.Corrections;
using Nabij.Catalog.Demand;
using Nabij.Catalog.Duplicates;
using Nabij.Catalog.Hsds;
using Nabij.Catalog.Organisations;
using Nabij.Catalog.Proposals;
using Nabij.Catalog.Search;
using Nabij.Catalog.Search.Dutch;
using Nabij.Catalog.Services;
using Nabij.Catalog.Supplements;
using Nabij.Catalog.Verification;
using Nabij.ServiceDefaults;
using Nabij.ServiceDefaults.Http;

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "catalog", "Sociale kaart", "Vind hulp en activiteiten tegen eenzaamheid, en houd het aanbod actueel."));
builder.Services.AddValidation();
builder.Services.AddSearch();
builder.AddVerification();
builder.AddHsds();

var app = builder.Build();
app.UseStandardApi(HsdsEndpoints.Family);
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
        api.MapDemand();
        api.MapOrganisations();
    },
    internals => internals.MapRecipients());
app.MapHsds();
return await app.RunServiceAsync(args);
