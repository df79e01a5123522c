using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Catalog.Hsds;

internal sealed record HsdsVersion(string Version, string Profile, string OpenapiUrl, HsdsHelpdesk? XHelpdesk);

/// <summary>What this API is.</summary>
internal static class HsdsRoot
{
    public static void Map(IEndpointRouteBuilder hsds) => hsds.MapRead("", Handle).WithPublicCaching();

    private static JsonHttpResult<HsdsVersion> Handle(HsdsOptions options, HttpContext http)
    {
        var address = AddressOf(options, http.Request);
        return TypedResults.Json(new HsdsVersion("3.0", $"{address}/profile", $"{address}/openapi.json", options.Helpdesk), HsdsJson.Options);
    }

    /// <summary>Without a slash at its end. The gateway says which host was asked.</summary>
    public static string AddressOf(HsdsOptions options, HttpRequest request)
    {
        if (options.Address is { } address) return address.ToString().TrimEnd('/');
        var (scheme, host) = (request.Headers["X-Forwarded-Proto"].ToString(), request.Headers["X-Forwarded-Host"].ToString());
        return Uri.TryCreate($"{scheme}://{host}{HsdsEndpoints.Root}", UriKind.Absolute, out var asked) && asked is { Scheme: "http" or "https", UserInfo: "" }
            ? asked.ToString()
            : $"{request.Scheme}://{request.Host}{HsdsEndpoints.Root}";
    }
}
