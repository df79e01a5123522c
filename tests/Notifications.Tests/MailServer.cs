using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace Notifications.Tests;

/// <summary>A mail server (RFC 5321, as much as it takes) that puts what it gets into a folder, named by its Message-ID, and refuses what it is told to.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly string _folder;
    private readonly Task _accepting;

    public MailServer(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What is answered to an address; or, after <c>DATA</c>, to a message for it.</summary>
    public ConcurrentDictionary<string, string> RefusedAddresses { get; } = [];

    public ConcurrentDictionary<string, string> RefusedMessages { get; } = [];

    /// <summary>Addresses, each time that somebody wanted to send there.</summary>
    public ConcurrentQueue<string> Tries { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_ending.Token));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
        var address = "";
        await writer.WriteLineAsync("220 mail.example");
        while (await reader.ReadLineAsync(_ending.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await writer.WriteLineAsync("250-mail.example");
                    await writer.WriteLineAsync("250 ENHANCEDSTATUSCODES");
                    break;
                case "RCPT":
                    address = line.Split('<', '>')[1];
                    Tries.Enqueue(address);
                    await writer.WriteLineAsync(RefusedAddresses.GetValueOrDefault(address, "250 2.1.5 Ok"));
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 Go on");
                    var text = await ReadMessageAsync(reader);
                    if (!RefusedMessages.ContainsKey(address)) await KeepAsync(text);
                    await writer.WriteLineAsync(RefusedMessages.GetValueOrDefault(address, "250 2.0.0 Ok"));
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 2.0.0 Bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 2.0.0 Ok");
                    break;
            }
        }
    }

    private static async Task<byte[]> ReadMessageAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line and not ".") text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private async Task KeepAsync(byte[] text)
    {
        using var message = await MimeMessage.LoadAsync(new MemoryStream(text));
        var file = Path.Combine(_folder, message.MessageId!.Split('@')[0]);
        await File.WriteAllBytesAsync($"{file}.part", text);
        File.Move($"{file}.part", $"{file}.eml", overwrite: true);
    }
}
