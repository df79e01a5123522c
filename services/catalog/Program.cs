using Nabij.Catalog;
using Nabij.Catalog.Demand;
using Nabij.Catalog.Hsds;
using Nabij.Catalog.Imports;
using Nabij.Catalog.Retention;
using Nabij.Catalog.Search;
using Nabij.Catalog.Verification;
using Nabij.ServiceDefaults;
using Nabij.ServiceDefaults.Http;

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "catalog", "Sociale kaart", "Vind hulp en activiteiten tegen eenzaamheid, en houd het aanbod actueel."));
builder.Services.AddValidation();
builder.Services.AddSearch().AddDemand().AddImports();
builder.AddVerification();
builder.AddRetention();
builder.AddHsds();

var app = builder.Build();
app.UseStandardApi(HsdsEndpoints.Family);
app.MapService(CatalogApi.Map, internals => internals.MapRecipients());
app.MapHsds();
return await app.RunServiceAsync(args);
