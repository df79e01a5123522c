using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Nabij.ServiceDefaults.Http;

/// <summary>For an open API that follows a standard of its own instead of the Dutch API Design Rules.</summary>
public static class StandardApi
{
    /// <summary>
    /// Below <paramref name="root"/> a page of any origin may read every answer, also a refusal and also one that never reaches an endpoint; and an
    /// address may end in a slash, for the root of such an API does. Only for what needs no token.
    /// </summary>
    public static IApplicationBuilder UseStandardApi(this IApplicationBuilder app, PathString root) => app.Use((context, next) =>
    {
        var (request, response) = (context.Request, context.Response);
        if (!request.Path.StartsWithSegments(root)) return next(context);
        response.OnStarting(() =>
        {
            response.Headers.AccessControlAllowOrigin = "*";
            response.Headers.AccessControlExposeHeaders = "*";
            return Task.CompletedTask;
        });

        if (request.Path.Value!.EndsWith('/')) request.Path = request.Path.Value[..^1];
        if (!HttpMethods.IsOptions(request.Method)) return next(context);
        response.Headers.Allow = response.Headers.AccessControlAllowMethods = "GET, HEAD, OPTIONS";
        response.Headers.AccessControlAllowHeaders = "*";
        response.Headers.AccessControlMaxAge = "86400";
        response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    });
}
