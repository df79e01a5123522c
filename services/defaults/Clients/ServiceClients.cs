using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Nabij.ServiceDefaults.Clients;

/// <summary>Calls from service to service, as this service's own client (role <c>service</c>). There are few: see <c>docs/architecture.md</c>.</summary>
public static class ServiceClients
{
    /// <summary>A typed client of the service at <c>Services:{name}</c>, with a token of <c>Authentication:ClientId</c> and <c>Authentication:ClientSecret</c>.</summary>
    public static IHttpClientBuilder AddServiceClient<TClient>(this WebApplicationBuilder builder, string name) where TClient : class
    {
        builder.Services.TryAddSingleton<ServiceTokens>();
        builder.Services.TryAddTransient<ServiceTokenHandler>();
        builder.Services.AddHttpClient(nameof(ServiceTokens));
        return builder.Services.AddHttpClient<TClient>(client =>
        {
            client.BaseAddress = new Uri(builder.Configuration[$"Services:{name}"] ?? throw new InvalidOperationException($"Services:{name} is not configured."));
            client.Timeout = TimeSpan.FromSeconds(10);
        }).AddHttpMessageHandler<ServiceTokenHandler>();
    }
}

/// <summary>One token for all calls, renewed a minute before it ends (client credentials, RFC 6749 §4.4).</summary>
internal sealed class ServiceTokens(
    IHttpClientFactory clients, IOptionsMonitor<JwtBearerOptions> jwt, IConfiguration configuration, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1);
    private string _token = "";
    private DateTimeOffset _until = DateTimeOffset.MinValue;

    public async Task<string> GetAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (clock.GetUtcNow() < _until) return _token;
            var provider = await jwt.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager!.GetConfigurationAsync(ct);
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = configuration["Authentication:ClientId"] ?? "",
                ["client_secret"] = configuration["Authentication:ClientSecret"] ?? "",
            });
            using var client = clients.CreateClient(nameof(ServiceTokens));
            using var response = await client.PostAsync(new Uri(provider.TokenEndpoint), form, ct);
            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadFromJsonAsync<TokenResponse>(ct);
            _token = answer!.AccessToken;
            _until = clock.GetUtcNow() + TimeSpan.FromSeconds(answer.ExpiresIn) - Margin;
            return _token;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private sealed record TokenResponse(
        [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);
}

internal sealed class ServiceTokenHandler(ServiceTokens tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}
