using Nabij.ServiceDefaults;
using Nabij.Signals.Cards;
using Nabij.Signals.Effect;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Intake;
using Nabij.Signals.Outreach;
using Nabij.Signals.Receipts;
using Nabij.Signals.Recipients;
using Nabij.Signals.Reporter;
using Nabij.Signals.RolePolicies;
using Nabij.Signals.Routing;
using Nabij.Signals.Statistics;
using Nabij.Signals.Vault;

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "signals", "Meldpunt eenzaamheid", "Meld een zorg om iemand, en volg de opvolging. Zonder account, zonder sporen."));
builder.Services.AddValidation();
builder.AddVault();
builder.AddIntake().AddStatistics().AddEffect().AddOutreach();
builder.Services.AddScoped<SignalChange>();

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
    },
    internals => internals.MapRecipients());
return await app.RunServiceAsync(args);
