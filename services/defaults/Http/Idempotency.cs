using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.OpenApi;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.ServiceDefaults.Http;

/// <summary>
/// Honours <c>Idempotency-Key</c> for 24 hours: the same key with the same body gives the same answer, with another body 409, and while the
/// first request runs 409 with Retry-After. The answer is stored in the transaction of the handler's <see cref="UnitOfWork"/>, so that
/// a crash leaves both or neither. What is stored tells nothing without the key: an HMAC of key and body, and the answer encrypted
/// under a key that only the Idempotency-Key gives.
/// </summary>
public static class Idempotency
{
    private const string Header = "Idempotency-Key";

    private static readonly Text BadKey = ("Gebruik een UUID, of als u aangemeld bent 16 tot 128 letters, cijfers, - of _.", "Use a UUID, or when signed in 16 to 128 letters, digits, - or _.");
    private static readonly Text OtherBody = ("Deze Idempotency-Key hoort al bij een ander verzoek.", "This Idempotency-Key belongs to another request already.");
    private static readonly Text Running = ("Hetzelfde verzoek loopt al.", "The same request is running already.");

    /// <summary>On every POST that creates something. Only answers of success are kept: what was refused may be corrected and sent again.</summary>
    public static RouteHandlerBuilder WithIdempotency(this RouteHandlerBuilder route) => route
        .WithMetadata(new DocumentedHeader(Header, false, "Stuur bij een herhaling dezelfde sleutel. / Send the same key when you repeat the request."))
        .AddEndpointFilter(HandleAsync);

    private static async ValueTask<object?> HandleAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        if (http.Request.Headers[Header] is not { Count: > 0 } sent) return await next(invocation);
        var caller = Caller.Of(http.User);
        if (sent is not [{ } key] || !IsGood(key, caller)) return Problem.Invalid(Header, BadKey);

        var work = http.RequestServices.GetRequiredService<UnitOfWork>();
        var keys = new Keys(key, $"{caller.Subject}\n{http.Request.Method} {http.Request.Path}");
        var request = keys.Sign(BodyOf(invocation));
        var ct = http.RequestAborted;
        if (!await work.QuerySingleAsync<bool>("select pg_try_advisory_xact_lock(@LockId)", new { keys.LockId }, ct))
        {
            http.Response.Headers.RetryAfter = "1";
            return Problem.Conflict(Running);
        }

        var kept = await work.QuerySingleOrDefaultAsync<Kept>(FindSql, new { keys.Id }, ct);
        if (kept is not null)
        {
            if (!CryptographicOperations.FixedTimeEquals(kept.Request, request)) return Problem.Conflict(OtherBody);
            return keys.Open(kept.Answer).Replay(http);
        }

        work.DeferCommit();
        var result = await next(invocation);
        if (!work.CommitRequested) return result;

        var answer = await BufferedAnswer.OfAsync(http, result);
        if (answer.Status < 300)
            await work.ExecuteAsync(KeepSql, new { keys.Id, request, answer = keys.Seal(StoredAnswer.Of(http, answer)) }, ct);
        await work.CompleteAsync(ct);
        return answer.Send();
    }

    private static bool IsGood(string key, Caller caller) => Guid.TryParse(key, out _) ||
        (caller.Subject is not null && key.Length is >= 16 and <= 128 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));

    /// <summary>The body as the handler got it: two texts of JSON that say the same are the same request.</summary>
    private static byte[] BodyOf(EndpointFilterInvocationContext invocation)
    {
        var type = invocation.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        var body = type is null ? null : invocation.Arguments.FirstOrDefault(type.IsInstanceOfType);
        var json = invocation.HttpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body, type!, json);
    }

    private sealed record Kept
    {
        public byte[] Request { get; init; } = [];
        public byte[] Answer { get; init; } = [];
    }

    private sealed record StoredAnswer(int Status, string? ContentType, string? Location, string? ETag, byte[] Body)
    {
        public static StoredAnswer Of(HttpContext http, BufferedAnswer answer) => new(
            answer.Status, http.Response.ContentType, http.Response.Headers.Location, http.Response.Headers.ETag, answer.Body);

        public IResult Replay(HttpContext http)
        {
            http.Response.StatusCode = Status;
            http.Response.ContentType = ContentType;
            if (Location is not null) http.Response.Headers.Location = Location;
            if (ETag is not null) http.Response.Headers.ETag = ETag;
            return new BufferedAnswer(Status, Body).Send();
        }
    }

    /// <summary>All that is derived from one Idempotency-Key (HKDF, RFC 5869) within one caller and route.</summary>
    private sealed class Keys(string key, string scope)
    {
        private const int Nonce = 12, Tag = 16;

        private readonly byte[] _secret = HKDF.Extract(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(scope));

        public byte[] Id => Derive("id");

        public long LockId => BinaryPrimitives.ReadInt64LittleEndian(Id);

        public byte[] Sign(byte[] body) => HMACSHA256.HashData(Derive("request"), body);

        public byte[] Seal(StoredAnswer answer)
        {
            var plain = JsonSerializer.SerializeToUtf8Bytes(answer);
            var @sealed = new byte[Nonce + plain.Length + Tag];
            RandomNumberGenerator.Fill(@sealed.AsSpan(0, Nonce));
            using var aes = new AesGcm(Derive("answer"), Tag);
            aes.Encrypt(@sealed.AsSpan(0, Nonce), plain, @sealed.AsSpan(Nonce, plain.Length), @sealed.AsSpan(Nonce + plain.Length));
            return @sealed;
        }

        public StoredAnswer Open(byte[] @sealed)
        {
            var plain = new byte[@sealed.Length - Nonce - Tag];
            using var aes = new AesGcm(Derive("answer"), Tag);
            aes.Decrypt(@sealed.AsSpan(0, Nonce), @sealed.AsSpan(Nonce, plain.Length), @sealed.AsSpan(Nonce + plain.Length), plain);
            return JsonSerializer.Deserialize<StoredAnswer>(plain)!;
        }

        private byte[] Derive(string purpose) => HKDF.Expand(HashAlgorithmName.SHA256, _secret, 32, Encoding.UTF8.GetBytes("nabij idempotency " + purpose));
    }

    private const string FindSql = "select request, answer from idempotency where id = @Id and created_at > now() - interval '24 hours'";

    private const string KeepSql = """
        insert into idempotency (id, request, answer) values (@Id, @request, @answer)
        on conflict (id) do update set request = excluded.request, answer = excluded.answer, created_at = now()
        """;
}
