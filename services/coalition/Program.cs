using Nabij.Coalition.Agreements;
using Nabij.Coalition.Coalitions;
using Nabij.Coalition.Gaps;
using Nabij.Coalition.Partners;
using Nabij.Coalition.ReferenceLists;
using Nabij.Coalition.Workgroups;
using Nabij.ServiceDefaults;

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "coalition", "Coalitie", "Partners van twaalf domeinen spreken af wie wat doet, en wanneer."));
builder.Services.AddValidation();

var app = builder.Build();
app.MapService(api =>
{
    api.MapReference();
    api.MapCoalitions();
    api.MapPartners();
    api.MapWorkgroups();
    api.MapGaps();
    api.MapAgreements();
});
return await app.RunServiceAsync(args);
