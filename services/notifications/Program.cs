using Nabij.Messaging;
using Nabij.Notifications;
using Nabij.Notifications.Deliveries;
using Nabij.Notifications.EventTypes;
using Nabij.Notifications.Feed;
using Nabij.Notifications.Subscriptions;
using Nabij.ServiceDefaults;

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "notifications", "Notificaties", "Gebeurtenissen voor partners: als webhook, als feed en als stroom. En post voor mensen."));
builder.Services.AddValidation();
builder.Services.AddSingleton<NotificationMetrics>();
builder.AddWebhooks(builder.AddEventLog());
builder.AddMail();

var app = builder.Build();
// The log keeps the order of the queue whatever happens: no message may step aside.
app.Services.GetRequiredService<MessagingOptions>().DelayedRetries = [];
app.MapService(api =>
{
    api.MapEventTypes();
    api.MapFeed();
    api.MapTrail();
    api.MapSubscriptions();
});
return await app.RunServiceAsync(args);
