using Nabij.ServiceDefaults;
using Nabij.Signals;
using Nabij.Signals.Cards;
using Nabij.Signals.Effect;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Identity;
using Nabij.Signals.Intake;
using Nabij.Signals.Logs;
using Nabij.Signals.Outreach;
using Nabij.Signals.Privacy;
using Nabij.Signals.Receipts;
using Nabij.Signals.Recipients;
using Nabij.Signals.Referrals;
using Nabij.Signals.Reporter;
using Nabij.Signals.Retention;
using Nabij.Signals.Rights;
using Nabij.Signals.RolePolicies;
using Nabij.Signals.Routing;
using Nabij.Signals.Statistics;
using Nabij.Signals.Vault;

if (PrivacyDocument.WasAskedFor(args)) return PrivacyDocument.Print(Console.Out);

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "signals", "Meldpunt eenzaamheid", "Meld een zorg om iemand, en volg de opvolging. Zonder account, zonder sporen."));
builder.Services.AddValidation();
builder.AddVault().AddLogs().AddRetention();
builder.AddIntake().AddStatistics().AddEffect().AddOutreach();
builder.Services.AddSingleton<SubjectIndex>().AddScoped<RightsStore>();
builder.Services.AddFollowUp().AddReferrals();

var app = builder.Build();
app.MapService(
    api =>
    {
        api.MapCards();
        api.MapIntake();
        api.MapRolePolicies();
        api.MapReceipts();
        api.MapReporter();
        api.MapRouting();
        api.MapStatistics();
        api.MapEffect();
        api.MapOutreach();
        api.MapFollowUp();
        api.MapReferrals();
        api.MapIdentity();
        api.MapRetention();
        api.MapRights();
        api.MapLogs();
    },
    internals => internals.MapRecipients());
return PrivacyCommands.Knows(args) ? await PrivacyCommands.RunAsync(app.Services, args, Console.Out) : await app.RunServiceAsync(args);
