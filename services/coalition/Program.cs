using Nabij.ServiceDefaults;

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "coalition", "Coalitie", "Partners van twaalf domeinen spreken af wie wat doet, en wanneer."));
builder.Services.AddValidation();

var app = builder.Build();
app.MapService(api =>
{
});
return await app.RunServiceAsync(args);
