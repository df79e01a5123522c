using Nabij.ServiceDefaults;

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "notifications", "Notificaties", "Gebeurtenissen voor partners: als webhook, als feed en als stroom. En post voor mensen."));
builder.Services.AddValidation();

var app = builder.Build();
app.MapService(api =>
{
});
return await app.RunServiceAsync(args);
