using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Validation;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Database;
using Nabij.ServiceDefaults.Health;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.OpenApi;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Telemetry;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.ServiceDefaults;

/// <summary>What makes a process a service of Nabij. Its <c>Program.cs</c> adds what is its own.</summary>
public static class ServiceHost
{
    /// <summary>Largest request body in bytes, unless an endpoint says otherwise.</summary>
    public const long LargestBody = 256 * 1024;

    /// <summary>A builder with database, messaging, tokens, telemetry, health, problems and the OpenAPI document.</summary>
    /// <param name="service">The assembly with the service's reactions and migrations.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args, Assembly service, ServiceInfo info)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddApiDefaults(info.Name);
        builder.AddTokenAuthentication();
        builder.AddMainDatabase(info.Name, service);
        builder.Services.AddSingleton(info);
        builder.Services.AddApiDocument(info);
        builder.Services.Configure<ValidationOptions>(o => o.Resolvers.Add(new RequestTypes()));
        builder.Services.AddHealth().AddDatabaseCheck();
        builder.Services.AddMessaging(info.Name, service, builder.Configuration);
        builder.Services.AddWorker<IdempotencyPurge>();
        return builder;
    }

    /// <summary>What the gateway shares with the services: limits, problems, JSON, telemetry.</summary>
    public static WebApplicationBuilder AddApiDefaults(this WebApplicationBuilder builder, string name)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(25));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.ConfigureHttpJsonOptions(o => JsonRules.Apply(o.SerializerOptions));
        builder.Services.AddCors().AddProblems();
        return builder.AddTelemetry(name);
    }

    /// <summary>The pipeline of a service, and its endpoints: <paramref name="api"/> under <c>/{service}/v1</c>, <paramref name="internals"/> under <c>/{service}/internal</c>.</summary>
    public static WebApplication MapService(this WebApplication app, Action<IEndpointRouteBuilder> api, Action<IEndpointRouteBuilder>? internals = null)
    {
        var info = app.Services.GetRequiredService<ServiceInfo>();
        app.UseCallersLanguage();
        app.UseApiHeaders(info.ApiVersion);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAddressRules();
        app.UseUtf8Bodies();
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        app.MapApiDocument(info);
        api(app.MapGroup(info.BasePath));
        internals?.Invoke(app.MapGroup(info.InternalPath));
        return app;
    }

    /// <summary>
    /// Runs the service. With <c>deploy</c> it prepares its databases (as their owner) and its names on the broker (as administrator) instead, and
    /// ends; with one of <see cref="OperatorCommands"/> it does that. Returns the exit code.
    /// </summary>
    public static async Task<int> RunServiceAsync(this WebApplication app, string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "deploy":
                await MigrateAsync(app);
                await app.Services.DeployTopologyAsync();
                return 0;
            case { } command when OperatorCommands.Knows(command):
                var name = app.Services.GetRequiredService<ServiceInfo>().Name;
                await using (var owner = NpgsqlDataSource.Create(DatabaseSetup.ConnectionString(app.Configuration, $"{name}_owner")))
                    return await OperatorCommands.RunAsync(args, app.Configuration["RabbitMq:Uri"]!, name, owner, Console.Out);
            default:
                await app.RunAsync();
                return 0;
        }
    }

    private static async Task MigrateAsync(WebApplication app)
    {
        foreach (var database in app.Services.GetServices<OwnDatabase>())
        {
            var owner = DatabaseSetup.ConnectionString(app.Configuration, $"{database.Name}_owner");
            foreach (var script in await Migrator.RunAsync(owner, database.Assembly, database.MigrationsFolder, database.HasMessaging))
                Console.WriteLine($"{database.Name}: {script}");
        }
    }
}
