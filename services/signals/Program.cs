using Nabij.ServiceDefaults;
using Nabij.Signals.Cards;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Intake;
using Nabij.Signals.Receipts;
using Nabij.Signals.Recipients;
using Nabij.Signals.Referrals;
using Nabij.Signals.Routing;
using Nabij.Signals.Vault;

var builder = ServiceHost.CreateBuilder(args, typeof(Program).Assembly, new ServiceInfo(
    "signals", "Meldpunt eenzaamheid", "Meld een zorg om iemand, en volg de opvolging. Zonder account, zonder sporen."));
builder.Services.AddValidation();
builder.AddVault();
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
    },
    internals => internals.MapRecipients());
return await app.RunServiceAsync(args);
