using Nabij.ServiceDefaults;
using Nabij.Signals.Cards;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Intake;
using Nabij.Signals.Receipts;
using Nabij.Signals.Recipients;
using Nabij.Signals.Reporter;
using Nabij.Signals.RolePolicies;
using Nabij.Signals.Routing;
using Nabij.Signals.Vault;

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "signals", "Meldpunt eenzaamheid", "Meld een zorg om iemand, en volg de opvolging. Zonder account, zonder sporen."));
builder.Services.AddValidation();
builder.AddVault();
builder.AddIntake();
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
        api.MapFollowUp();
    },
    internals => internals.MapRecipients());
return await app.RunServiceAsync(args);
