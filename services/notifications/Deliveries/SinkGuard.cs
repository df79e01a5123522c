using System.Net;
using System.Net.Sockets;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Notifications.Deliveries;

/// <summary>
/// Keeps requests to addresses that others chose away from networks that only we can reach (server-side request forgery). What counts is the
/// address at the moment of connecting: a name may resolve to something else by then. The connection goes to exactly the addresses that were judged,
/// and one forbidden address among the answers refuses them all.
/// </summary>
internal sealed class SinkGuard(WebhookOptions options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    private static readonly int[] Ports = [443, 8443];

    /// <summary>IANA special-purpose registries (RFC 6890), multicast and reserved space. Of IPv6, all outside 2000::/3 is forbidden anyway.</summary>
    private static readonly IPNetwork[] Forbidden =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public SinkGuard(WebhookOptions options) : this(options, Dns.GetHostAddressesAsync)
    {
    }

    /// <summary>True unless everyone on the internet can reach the address. An IPv4 address inside an IPv6 address is judged as the IPv4 address.</summary>
    public static bool IsForbidden(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        else if (address.AddressFamily == AddressFamily.InterNetworkV6 && Nat64.Contains(address)) address = new IPAddress(address.GetAddressBytes().AsSpan(12));

        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => IsIn(address),
            AddressFamily.InterNetworkV6 => address.ScopeId != 0 || !GlobalUnicast.Contains(address) || IsIn(address),
            _ => true,
        };
    }

    /// <summary>Why this address can never be a sink; null when it may be one, which connecting will show.</summary>
    public Text? Refuse(string sink)
    {
        if (!Uri.TryCreate(sink, UriKind.Absolute, out var uri)) return NotHttps;
        if (options.IsAllowed(uri.IdnHost, uri.Port)) return null;
        if (uri.Scheme != Uri.UriSchemeHttps || !Ports.Contains(uri.Port)) return NotHttps;
        return IPAddress.TryParse(uri.IdnHost, out var literal) && IsForbidden(literal) ? NotPublic : null;
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>: the connect timeout bounds the look-up as well.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, ct);
        if (addresses.Length == 0 || (!options.IsAllowed(host, port) && addresses.Any(IsForbidden))) throw new SinkRefusedException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsIn(IPAddress address) => Forbidden.Any(network => network.Contains(address));

    private static readonly Text NotHttps = (
        "Geef een adres met https op poort 443 of 8443.", "Give an https address on port 443 or 8443.");

    private static readonly Text NotPublic = (
        "Dit adres is niet voor iedereen bereikbaar. Geef een openbaar adres.", "This address cannot be reached by everyone. Give a public address.");
}

/// <summary>The sink resolves to an address that we do not call. It says no more, for the owner of the sink could learn our network from it.</summary>
internal sealed class SinkRefusedException() : Exception("The sink's address is not allowed.");
