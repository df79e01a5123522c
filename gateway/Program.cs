using Nabij.Gateway.Documents;
using Nabij.Gateway.Limits;
using Nabij.Gateway.Routing;
using Nabij.ServiceDefaults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Health;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

// The routes stand beside the program, wherever it is started.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddApiDefaults("gateway");
builder.AddTokenAuthentication();
builder.AddRequestLimits();
builder.AddRouting();
builder.AddJoinedDocument();
builder.Services.AddRequestTimeouts();
builder.Services.AddHealth().AddCheck<ServicesCheck>("services", tags: ["ready"]);

var app = builder.Build();
app.UseCallersLanguage();
app.UseApiHeaders("1.0.0");
app.UseStandardApi("/catalog/hsds");
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseUnreachableAsUnavailable();
app.UseAddressRules(reader: "/docs/");
app.UseRouting();
app.UseCors();
app.UseAuthentication();
app.UseAuthorization();
app.UseRequestLimits();
app.UseRequestTimeouts();
app.MapHealth();
app.MapJoinedDocument();
app.MapReverseProxy();
await app.RunAsync();
