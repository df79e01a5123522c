using Nabij.Messaging;
using Nabij.Notifications.Deliveries;
using Nabij.Notifications.EventLog;
using Nabij.Notifications.EventTypes;
using Nabij.Notifications.Feed;
using Nabij.Notifications.Mail;
using Nabij.Notifications.Subscriptions;
using Nabij.ServiceDefaults.Clients;

namespace Nabij.Notifications;

/// <summary>What each capability is made of.</summary>
internal static class Setup
{
    /// <summary>The log itself, and reading from it.</summary>
    public static EventLogOptions AddEventLog(this WebApplicationBuilder builder)
    {
        var options = EventLogOptions.From(builder.Configuration, builder.Environment);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<EventCatalog>().AddSingleton<FeedReader>();
        builder.Services.AddWorker<LogTail>().AddWorker<LogPurge>();
        return options;
    }

    /// <summary>Subscriptions, and delivering to them.</summary>
    public static void AddWebhooks(this WebApplicationBuilder builder, EventLogOptions events)
    {
        builder.Services.AddSingleton(WebhookOptions.From(builder.Configuration, builder.Environment, events.PublicAddress));
        builder.Services.AddSingleton(p => new SinkGuard(p.GetRequiredService<WebhookOptions>()));
        builder.Services.AddSingleton<SinkClient>().AddSingleton<SecretBox>().AddSingleton<DeliveryLane>();
        builder.Services.AddWorker<DeliveryWorker>().AddWorker<FanOut>().AddWorker<Handshake>();
    }

    /// <summary>Mail to people.</summary>
    public static void AddMail(this WebApplicationBuilder builder)
    {
        var options = MailOptions.Read(builder.Configuration, builder.Environment);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<IMailCarrier>(options.Delivery == "pickup" ? new PickupCarrier(options) : new SmtpCarrier(options));
        builder.AddServiceClient<SignalsRecipients>(SignalsRecipients.Owner);
        builder.AddServiceClient<CatalogRecipients>(CatalogRecipients.Owner);
        builder.Services.AddWorker<MailWorker>();
    }
}
