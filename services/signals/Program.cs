using Nabij.ServiceDefaults;

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "signals", "Meldpunt eenzaamheid", "Meld een zorg om iemand, en volg de opvolging. Zonder account, zonder sporen."));
builder.Services.AddValidation();

var app = builder.Build();
app.MapService(api =>
{
});
return await app.RunServiceAsync(args);
