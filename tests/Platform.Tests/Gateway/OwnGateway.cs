using System.Reflection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Platform.Tests.Architecture;
using Platform.Tests.Support;

namespace Platform.Tests.Gateway;

/// <summary>A gateway of the test's own before the running services, with settings of the test.</summary>
internal interface IOwnGateway : IDisposable
{
    /// <summary>With a token of this account when one is named (see <see cref="Tokens"/>).</summary>
    Task<HttpClient> ClientAsync(string? account = null);
}

internal static class OwnGateway
{
    /// <param name="settings">As <c>Section:Key</c>.</param>
    public static IOwnGateway Start(params (string Key, string Value)[] settings) =>
        (IOwnGateway)Activator.CreateInstance(typeof(Factory<>).MakeGenericType(Assembly.Load("Nabij.Gateway").EntryPoint!.DeclaringType!), [settings])!;

    private sealed class Factory<TProgram>((string Key, string Value)[] settings) : WebApplicationFactory<TProgram>, IOwnGateway where TProgram : class
    {
        public async Task<HttpClient> ClientAsync(string? account)
        {
            var client = CreateClient();
            if (account is not null) client.DefaultRequestHeaders.Authorization = new("Bearer", await Tokens.OfAsync(account));
            return client;
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseContentRoot(Path.Combine(House.Root, "gateway"));
            builder.UseEnvironment("Development");
            builder.UseSetting("Authentication:Authority", RunningPlatform.Identity.ToString());
            foreach (var service in RunningPlatform.Services) builder.UseSetting($"Services:{service}", RunningPlatform.AddressOf(service).ToString());
            foreach (var (key, value) in settings) builder.UseSetting(key, value);
            builder.ConfigureLogging(log => log.ClearProviders());
        }
    }
}
