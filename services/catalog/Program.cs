using Nabij.Catalog.Comparison;
using Nabij.Catalog.Demand;
using Nabij.Catalog.Organisations;
using Nabij.Catalog.Search;
using Nabij.Catalog.Search.Dutch;
using Nabij.Catalog.Services;
using Nabij.ServiceDefaults;

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "catalog", "Sociale kaart", "Vind hulp en activiteiten tegen eenzaamheid, en houd het aanbod actueel."));
builder.Services.AddValidation();
builder.Services.AddSearch();

var app = builder.Build();
app.MapService(api =>
{
    api.MapSearch();
    api.MapSynonyms();
    api.MapComparison();
    api.MapServices();
    api.MapDemand();
    api.MapOrganisations();
});
return await app.RunServiceAsync(args);
