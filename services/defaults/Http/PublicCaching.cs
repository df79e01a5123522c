using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Nabij.ServiceDefaults.Http;

/// <summary>For anonymous reads of open data: browsers keep the answer and ask whether it is still right.</summary>
public static class PublicCaching
{
    /// <summary>
    /// <c>Cache-Control: public, no-cache</c>, an ETag over the answer unless the handler set one, and 304 when it has not changed. With a token it is
    /// <c>private</c> and always sent: it may show more than its tag tells. A stream goes without a tag.
    /// </summary>
    public static TBuilder WithPublicCaching<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            var result = await next(context);
            if (IsStream(result))
            {
                http.Response.Headers.CacheControl = KeptBy(http);
                return result;
            }

            var answer = await BufferedAnswer.OfAsync(http, result);
            if (answer.Status != StatusCodes.Status200OK) return answer.Send();

            var headers = http.Response.Headers;
            headers.CacheControl = KeptBy(http);
            if (headers.ETag.Count == 0) headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(answer.Body)[..12])}\"";
            if (IsSignedIn(http) || !Has(http.Request.Headers.IfNoneMatch.ToString(), headers.ETag.ToString())) return answer.Send();

            headers.ContentLength = null;
            headers.ContentType = default;
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        });

    private static string KeptBy(HttpContext http) => IsSignedIn(http) ? "private, no-cache" : "public, no-cache";

    private static bool IsSignedIn(HttpContext http) => http.User.Identity?.IsAuthenticated == true;

    /// <summary>An answer without end is not held in memory for a tag.</summary>
    private static bool IsStream(object? result) => (result is INestedHttpResult nested ? nested.Result : result) is PushStreamHttpResult;

    /// <summary>By weak comparison (RFC 9110 §13.1.2): a proxy that compresses an answer makes its tag weak.</summary>
    private static bool Has(string sent, string tag) =>
        sent.Split(',').Select(one => one.Trim()).Any(one => one == tag || one == "*" || (one.StartsWith("W/", StringComparison.Ordinal) && one[2..] == tag));
}
