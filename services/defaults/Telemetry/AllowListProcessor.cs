using System.Diagnostics;
using OpenTelemetry;

namespace Nabij.ServiceDefaults.Telemetry;

/// <summary>
/// Keeps on a span only the attributes named here. A path, a query, a user agent, a client's address or the text of an error may hold
/// something personal, and a new version of a library may add more: what is not known to be safe does not leave the process.
/// </summary>
internal sealed class AllowListProcessor : BaseProcessor<Activity>
{
    private static readonly string[] Allowed =
    [
        "http.request.method", "http.response.status_code", "http.route", "url.scheme", "network.protocol.version", "server.port", "error.type",
        "db.system.name", "db.namespace", "db.operation.name", "db.query.text", "db.response.status_code", "db.client.connection.pool.name",
        "messaging.", "nabij.", "proxy.", "otel.",
    ];

    public override void OnEnd(Activity data)
    {
        foreach (var (key, _) in data.EnumerateTagObjects())
            if (!IsAllowed(key)) data.SetTag(key, null);
        if (data.StatusDescription is not null) data.SetStatus(data.Status);
    }

    private static bool IsAllowed(string key)
    {
        foreach (var allowed in Allowed)
            if (allowed.EndsWith('.') ? key.StartsWith(allowed, StringComparison.Ordinal) : key == allowed) return true;
        return false;
    }
}
