using System.Net.Sockets;
using System.Text;
using Platform.Tests.Support;

namespace Platform.Tests.Hostile;

/// <summary>
/// What no HTTP client would send, on a bare connection to the gateway. It answers with a 4xx or closes the connection, and never reads a second
/// request out of the first one's body.
/// </summary>
public sealed class RawBytesTests
{
    private const string Post = "POST /signals/v1/signals HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private const string Get = "GET /catalog/v1/services HTTP/1.1\r\nHost: localhost\r\n";
    private const string Hidden = "GET /coalition/v1/reference HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static TheoryData<string, string> Requests => new()
    {
        { "no method", " / HTTP/1.1\r\nHost: localhost\r\n\r\n" },
        { "no path", "GET HTTP/1.1\r\nHost: localhost\r\n\r\n" },
        { "no protocol", "GET /catalog/v1/services\r\n\r\n" },
        { "a version that is none", "GET /catalog/v1/services HTTP/9.9\r\nHost: localhost\r\n\r\n" },
        { "binary", "\u0001\u0002\u0003\u0000\u00ff\u00fe\r\n\r\n" },
        { "a TLS hello", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n" },
        { "a NUL in the path", "GET /catalog/v1/ser\u0000vices HTTP/1.1\r\nHost: localhost\r\n\r\n" },
        { "no host", "GET /catalog/v1/services HTTP/1.1\r\n\r\n" },
        { "two hosts", Get + "Host: elsewhere\r\n\r\n" },
        { "a host that is none", "GET /catalog/v1/services HTTP/1.1\r\nHost: a b/c\r\n\r\n" },
        { "a space before the colon", Get + "Content-Length : 3\r\n\r\nabc" },
        { "a folded header", Get + "Accept: text/plain,\r\n application/json\r\n\r\n" },
        { "a header without a colon", Get + "Accept\r\n\r\n" },
        { "a NUL in a header", Get + "Accept: a\u0000b\r\n\r\n" },
        { "a bare carriage return in a header", Get + "Accept: a\rb\r\n\r\n" },
        { "a request line of 20 kB", $"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n" },
        { "a header of 64 kB", Get + $"Accept: {new string('a', 64_000)}\r\n\r\n" },
        { "two hundred headers", Get + string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: a\r\n")) + "\r\n" },
        { "a negative length", Post + "Content-Length: -1\r\n\r\n{}" },
        { "a length that is none", Post + "Content-Length: two\r\n\r\n{}" },
        { "a length beyond all bounds", Post + "Content-Length: 99999999999999999999\r\n\r\n{}" },
        { "a length above the limit", Post + "Content-Length: 300000\r\n\r\n{}" },
        { "two lengths", Post + $"Content-Length: 0\r\nContent-Length: {Hidden.Length}\r\n\r\n{Hidden}" },
        { "a list of lengths", Post + $"Content-Length: 0, {Hidden.Length}\r\n\r\n{Hidden}" },
        { "an unknown transfer coding", Post + $"Transfer-Encoding: xchunked\r\n\r\n{Hidden}" },
        { "chunked, but not at the end", Post + $"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{Hidden}" },
        { "a chunk size that is none", Post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n" },
        { "a negative chunk size", Post + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n" },
        { "a chunk size beyond all bounds", Post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n" },
        { "a chunk that is longer than it says", Post + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}aaaa\r\n0\r\n\r\n" },
        { "chunks above the limit", Post + $"Transfer-Encoding: chunked\r\n\r\n{300_000:x}\r\n\"{new string('a', 299_998)}\"\r\n0\r\n\r\n" },
    };

    [Theory, MemberData(nameof(Requests))]
    public async Task A_request_that_is_none_is_refused_or_cut_off(string name, string request)
    {
        var answers = await SendAsync(request);
        Assert.True(answers.All(a => a is (>= 400 and < 500) or 505) && answers.Count <= 1, $"{name}: {string.Join(", ", answers)}");
        await GatewayIsWellAsync();
    }

    /// <summary>RFC 9112 §6.3: chunked wins over a length and the connection ends, or the request is refused. What follows is never a second request.</summary>
    [Theory]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: 4\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding:\u000bchunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n")]
    public async Task A_body_with_two_lengths_smuggles_no_second_request(string framing)
    {
        var answers = await SendAsync(Post + framing + Hidden);
        Assert.True(answers.Count <= 1 && answers.All(a => a is >= 400 and < 500), string.Join(", ", answers));
        await GatewayIsWellAsync();
    }

    [Fact]
    public async Task Many_who_never_finish_their_request_keep_nobody_out()
    {
        var idle = new List<TcpClient>();
        for (var i = 0; i < 50; i++)
        {
            var connection = new TcpClient();
            idle.Add(connection);
            await connection.ConnectAsync(RunningPlatform.Gateway.Host, RunningPlatform.Gateway.Port);
            await connection.GetStream().WriteAsync(Encoding.Latin1.GetBytes(i % 2 == 0 ? "GET /catalog/v1/serv" : Post + "Content-Length: 100\r\n\r\n{"));
        }

        await GatewayIsWellAsync();
        idle.ForEach(c => c.Dispose());
    }

    /// <summary>The statuses of what came back until the gateway closed the connection, or until it had answered and was told that we are done.</summary>
    private static async Task<IReadOnlyList<int>> SendAsync(string request)
    {
        using var bound = new CancellationTokenSource(Patience);
        using var connection = new TcpClient();
        await connection.ConnectAsync(RunningPlatform.Gateway.Host, RunningPlatform.Gateway.Port, bound.Token);
        var stream = connection.GetStream();
        var received = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), bound.Token);
            connection.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(received, bound.Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // It closed the connection before it had read all: what was answered until then counts.
        }

        return [.. Encoding.Latin1.GetString(received.ToArray()).Split('\n')
            .Where(line => line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)).Select(line => int.Parse(line.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture))];
    }

    private static async Task GatewayIsWellAsync()
    {
        using var anyone = new Api();
        (await anyone.GetAsync("/catalog/v1/services?pageSize=1")).Success();
    }
}
