using System.Buffers.Binary;
using System.Globalization;
using System.Net.Http.Json;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Nabij.Testing;

/// <summary>What a reporter's device does before it sends a report.</summary>
public static class ProofOfWork
{
    public const string Header = "Proof-Of-Work";

    /// <summary>Gets a challenge and solves it: the value of the header.</summary>
    public static async Task<string> ProveAsync(HttpClient http)
    {
        var given = await http.GetFromJsonAsync<JsonElement>(new Uri("/signals/v1/challenge", UriKind.Relative));
        return Solve(given.GetProperty("challenge").GetString()!, given.GetProperty("difficulty").GetInt32());
    }

    public static string Solve(string challenge, int difficulty)
    {
        for (var number = 0L; ; number++)
        {
            var tried = string.Create(CultureInfo.InvariantCulture, $"{challenge}:{number}");
            if (BitOperations.LeadingZeroCount(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes(tried)))) >= difficulty) return tried;
        }
    }

    /// <summary>Reports a worry, with the work that is asked for.</summary>
    public static async Task<HttpResponseMessage> ReportAsync(this HttpClient http, HttpContent worry, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/signals/v1/signals") { Content = worry };
        request.Headers.Add(Header, await ProveAsync(http));
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await http.SendAsync(request);
    }

    public static Task<HttpResponseMessage> ReportAsync(this HttpClient http, object worry, string? idempotencyKey = null) => http.ReportAsync(JsonContent.Create(worry), idempotencyKey);
}
