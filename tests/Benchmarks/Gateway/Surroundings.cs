using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Nabij.Benchmarks.Gateway;

/// <summary>What the gateway needs around it: a provider whose tokens it checks, and a collector that takes its telemetry and drops it.</summary>
internal sealed class Surroundings : IAsyncDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly WebApplication _app;
    private readonly string _address;

    private Surroundings(int port)
    {
        _address = Servers.Address(port);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_address);
        _app = builder.Build();
        var key = _key.ExportParameters(includePrivateParameters: false);
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = _address, jwks_uri = $"{_address}/keys" }));
        _app.MapGet("/keys", () => Results.Json(new
        {
            keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = "bench", n = Base64Url.EncodeToString(key.Modulus), e = Base64Url.EncodeToString(key.Exponent) } },
        }));
        _app.MapPost("/v1/{signal}", async (HttpRequest request) => await request.Body.CopyToAsync(Stream.Null));
    }

    public static async Task<Surroundings> StartAsync(int port)
    {
        var surroundings = new Surroundings(port);
        await surroundings._app.StartAsync();
        return surroundings;
    }

    /// <summary>Where the gateway finds them.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development", // the provider speaks plain HTTP
        ["Authentication__Authority"] = _address,
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    /// <summary>A token, good for an hour; a portal's unless told otherwise.</summary>
    public string Token(string role = "portal", string municipality = "GM0344", string subject = "bench", Guid? organisation = null)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var head = Encode(new { alg = "RS256", typ = "at+jwt", kid = "bench" });
        var claims = Encode(new { iss = _address, aud = "nabij", sub = subject, roles = role, municipality, organisation, iat = now, exp = now + 3600 });
        var signature = _key.SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }
}
