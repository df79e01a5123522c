// A partner's receiver of events, whole: dotnet run docs/samples/webhook-receiver.cs [port]
// It agrees to be called (OPTIONS), checks the Standard Webhooks signature, and prints each CloudEvent. The secret comes from the answer to
// POST /notifications/v1/subscriptions, in the environment variable WEBHOOK_SECRET or as a line on standard input.
#:sdk Microsoft.NET.Sdk.Web
#:property RestorePackagesWithLockFile=false
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

var port = args.FirstOrDefault() ?? "9000";
var secret = Environment.GetEnvironmentVariable("WEBHOOK_SECRET");
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
var app = builder.Build();
app.Urls.Add($"http://127.0.0.1:{port}");

app.MapMethods("/events", ["OPTIONS"], (HttpContext http) =>
{
    http.Response.Headers["WebHook-Allowed-Origin"] = http.Request.Headers["WebHook-Request-Origin"].ToString();
    http.Response.Headers["WebHook-Allowed-Rate"] = "*";
});

app.MapPost("/events", async (HttpContext http) =>
{
    using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
    var body = await reader.ReadToEndAsync();
    var headers = http.Request.Headers;
    if (!IsSigned($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{body}", headers["webhook-signature"].ToString())) return Results.StatusCode(401);
    var message = JsonDocument.Parse(body).RootElement;
    Console.WriteLine($"{message.GetProperty("type").GetString()}  {message.GetProperty("id").GetString()}  {message.GetProperty("data")}");
    return Results.NoContent();
});

Console.WriteLine($"listening on {app.Urls.First()}/events");
if (secret is null) _ = Task.Run(async () => secret = (await Console.In.ReadLineAsync())?.Trim());
await app.RunAsync();

bool IsSigned(string content, string signatures)
{
    if (secret is null) return false;
    var expected = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes(content));
    return signatures.Split(' ').Any(s => s.StartsWith("v1,", StringComparison.Ordinal)
        && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(s[3..]), expected));
}
