using Nabij.Identity;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
if (builder.Environment.IsProduction())
{
    await Console.Error.WriteLineAsync("This identity host is for development: it knows fixed demo users with one shared password, so it does not start in Production. "
        + "Point Authentication:Authority at your own OpenID Connect provider, or set ASPNETCORE_ENVIRONMENT=Development.");
    return 1;
}

await using var app = IdentityHost.Build(builder);
await app.RunAsync();
return 0;
