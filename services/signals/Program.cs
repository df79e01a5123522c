using Nabij.ServiceDefaults;
using Nabij.Signals;
using Nabij.Signals.Effect;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Intake;
using Nabij.Signals.Logs;
using Nabij.Signals.Outreach;
using Nabij.Signals.Privacy;
using Nabij.Signals.Recipients;
using Nabij.Signals.Referrals;
using Nabij.Signals.Retention;
using Nabij.Signals.Rights;
using Nabij.Signals.Statistics;
using Nabij.Signals.Vault;

if (PrivacyDocument.WasAskedFor(args)) return PrivacyDocument.Print(Console.Out);

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "signals", "Meldpunt eenzaamheid", "Meld een zorg om iemand, en volg de opvolging. Zonder account, zonder sporen."));
builder.Services.AddValidation();
builder.AddVault().AddLogs().AddRetention();
builder.AddIntake().AddStatistics().AddEffect().AddOutreach();
builder.Services.AddFollowUp().AddReferrals().AddRights();

var app = builder.Build();
app.MapService(SignalsApi.Map, internals => internals.MapRecipients());
return PrivacyCommands.Knows(args) ? await PrivacyCommands.RunAsync(app.Services, args, Console.Out) : await app.RunServiceAsync(args);
