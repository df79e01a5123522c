using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform.Tests.Architecture;

/// <summary>A service as its Program builds it, without servers: nothing in the background runs. For what it declares.</summary>
internal interface IBuiltService : IDisposable
{
    IReadOnlyList<RouteEndpoint> Endpoints { get; }

    Task<JsonElement> DocumentAsync();
}

internal static class BuiltService
{
    public static IBuiltService Of(string service)
    {
        var program = House.Assembly(service).EntryPoint!.DeclaringType!;
        return (IBuiltService)Activator.CreateInstance(typeof(Factory<>).MakeGenericType(program), service)!;
    }

    private sealed class Factory<TProgram>(string service) : WebApplicationFactory<TProgram>, IBuiltService where TProgram : class
    {
        private readonly string _keyFile = Path.GetTempFileName();

        public IReadOnlyList<RouteEndpoint> Endpoints => [.. Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()];

        public async Task<JsonElement> DocumentAsync()
        {
            using var client = CreateClient();
            using var document = JsonDocument.Parse(await client.GetByteArrayAsync($"/{service}/v1/openapi.json"));
            return document.RootElement.Clone();
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            File.WriteAllText(_keyFile, Convert.ToBase64String(new byte[32]));
            builder.UseEnvironment("Development");
            builder.UseSetting("RabbitMq:Uri", "amqp://127.0.0.1:1");
            builder.UseSetting("Authentication:Authority", "http://127.0.0.1:1");
            foreach (var database in House.Services.Append("signals_keys").Append("signals_ledger")) builder.UseSetting($"ConnectionStrings:{database}", "Host=127.0.0.1;Port=1");
            foreach (var other in House.Services) builder.UseSetting($"Services:{other}", "http://127.0.0.1:1");
            builder.UseSetting("Vault:KeyFile", _keyFile);
            builder.UseSetting("Webhooks:KeyFile", _keyFile);
            builder.UseSetting("Mail:Delivery", "pickup");
            builder.UseSetting("Mail:PickupFolder", Path.GetTempPath());
            builder.ConfigureLogging(log => log.ClearProviders());
            builder.ConfigureTestServices(services =>
            {
                var background = services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name != "GenericWebHostService").ToList();
                foreach (var hosted in background) services.Remove(hosted);
            });
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            File.Delete(_keyFile);
        }
    }
}
