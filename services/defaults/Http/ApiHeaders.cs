using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.ServiceDefaults.Http;

/// <summary>What every answer carries, and what is refused before routing.</summary>
public static class ApiHeaders
{
    /// <summary>
    /// The headers of the API Design Rules (<c>/core/version-header</c>, <c>/core/transport/security-headers</c>) and
    /// <c>traceresponse</c> (W3C Trace Context level 2). An answer that sets its own Cache-Control keeps it.
    /// </summary>
    public static IApplicationBuilder UseApiHeaders(this IApplicationBuilder app, string? version) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            if (version is not null) headers["API-Version"] = version;
            if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
            headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.Count == 0 ? "default-src 'none'; frame-ancestors 'none'" : headers.ContentSecurityPolicy;
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            if (!headers.Vary.Contains("Accept-Language")) headers.Append("Vary", "Accept-Language");
            if (Activity.Current is { } activity)
                headers["traceresponse"] = $"00-{activity.TraceId}-{activity.SpanId}-{(activity.Recorded ? "01" : "00")}";
            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>JSON is UTF-8 (RFC 8259 §8.1): a body that says it is something else is 415.</summary>
    public static IApplicationBuilder UseUtf8Bodies(this IApplicationBuilder app) => app.Use((context, next) =>
        context.Request.GetTypedHeaders().ContentType?.Charset is { HasValue: true } charset && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? Problem.Of(StatusCodes.Status415UnsupportedMediaType).ExecuteAsync(context)
            : next(context));

    /// <summary>A path that ends in a slash is 404 (<c>/core/no-trailing-slash</c>); a NUL anywhere in the address is 400, for no text may hold one.</summary>
    /// <param name="reader">Where a reader of the documentation lives, which brings its own address.</param>
    public static IApplicationBuilder UseAddressRules(this IApplicationBuilder app, string? reader = null) => app.Use((context, next) =>
    {
        var (path, query) = (context.Request.Path.Value ?? "", context.Request.QueryString.Value ?? "");
        if (path.Contains('\0') || query.Contains("%00", StringComparison.Ordinal))
            return Problem.Of(StatusCodes.Status400BadRequest).ExecuteAsync(context);
        return path.Length > 1 && path.EndsWith('/') && path != reader ? Problem.NotFound().ExecuteAsync(context) : next(context);
    });
}
