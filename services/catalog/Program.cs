using Nabij.ServiceDefaults;

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "catalog", "Sociale kaart", "Vind hulp en activiteiten tegen eenzaamheid, en houd het aanbod actueel."));
builder.Services.AddValidation();

var app = builder.Build();
app.MapService(api =>
{
});
return await app.RunServiceAsync(args);
