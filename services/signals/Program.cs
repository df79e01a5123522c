using Nabij.ServiceDefaults;
using Nabij.Signals;
using Nabij.Signals.Cards;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Identity;
using Nabij.Signals.Intake;
using Nabij.Signals.Logs;
using Nabij.Signals.Privacy;
using Nabij.Signals.Receipts;
using Nabij.Signals.Recipients;
using Nabij.Signals.Referrals;
using Nabij.Signals.Retention;
using Nabij.Signals.Rights;
using Nabij.Signals.Routing;
using Nabij.Signals.Vault;

if (PrivacyDocument.WasAskedFor(args)) return PrivacyDocument.Print(Console.Out);

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "signals", "Meldpunt eenzaamheid", "Meld een zorg om iemand, en volg de opvolging. Zonder account, zonder sporen."));
builder.Services.AddValidation();
builder.AddVault().AddLogs().AddRetention();
builder.Services.AddSingleton<SubjectIndex>().AddScoped<RightsStore>();
builder.Services.AddFollowUp().AddReferrals();

var app = builder.Build();
app.MapService(
    api =>
    {
        api.MapCards();
        api.MapIntake();
        api.MapReceipts();
        api.MapRouting();
        api.MapFollowUp();
        api.MapReferrals();
        api.MapIdentity();
        api.MapRetention();
        api.MapRights();
        api.MapLogs();
    },
    internals => internals.MapRecipients());
return PrivacyCommands.Knows(args) ? await PrivacyCommands.RunAsync(app.Services, args, Console.Out) : await app.RunServiceAsync(args);
