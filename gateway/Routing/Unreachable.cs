using Yarp.ReverseProxy.Forwarder;

namespace Nabij.Gateway.Routing;

internal static class Unreachable
{
    /// <summary>A service that cannot be reached, or is too slow, is 503 with Retry-After, never a bare 502.</summary>
    public static IApplicationBuilder UseUnreachableAsUnavailable(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (context.Response.HasStarted || context.Response.StatusCode is not (502 or 503 or 504)) return;
        if (context.Features.Get<IForwarderErrorFeature>() is null && context.Response.StatusCode == 503) return;
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "3";
    });
}
