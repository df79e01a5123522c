using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Nabij.Notifications.Deliveries;

namespace Notifications.Tests;

/// <summary>The guard against server-side request forgery.</summary>
public sealed class SinkGuardTests
{
    [Theory]
    [InlineData("0.0.0.0"), InlineData("0.1.2.3"), InlineData("10.0.0.1"), InlineData("10.255.255.255"), InlineData("100.64.0.1"), InlineData("100.127.255.255")]
    [InlineData("127.0.0.1"), InlineData("127.255.255.254"), InlineData("169.254.0.1"), InlineData("169.254.169.254"), InlineData("172.16.0.1")]
    [InlineData("172.31.255.255"), InlineData("192.0.0.1"), InlineData("192.0.0.192"), InlineData("192.0.2.1"), InlineData("192.88.99.1"), InlineData("192.168.0.1")]
    [InlineData("198.18.0.1"), InlineData("198.19.255.255"), InlineData("198.51.100.1"), InlineData("203.0.113.1"), InlineData("224.0.0.1"), InlineData("239.255.255.255")]
    [InlineData("240.0.0.1"), InlineData("255.255.255.255")]
    [InlineData("::"), InlineData("::1"), InlineData("::127.0.0.1"), InlineData("::8.8.8.8"), InlineData("::ffff:127.0.0.1"), InlineData("::ffff:10.0.0.1"), InlineData("::ffff:0:7f00:1")]
    [InlineData("64:ff9b::7f00:1"), InlineData("64:ff9b::a00:1"), InlineData("64:ff9b:1::1"), InlineData("64:ff9b:1::808:808"), InlineData("100::1"), InlineData("2001::1")]
    [InlineData("2001:1ff:ffff::1"), InlineData("2001:db8::1"), InlineData("2002:7f00:1::"), InlineData("2002:808:808::1"), InlineData("3fff::1"), InlineData("5f00::1")]
    [InlineData("fc00::1"), InlineData("fd00:ec2::254"), InlineData("fdff::1"), InlineData("fe80::1"), InlineData("febf::1"), InlineData("fec0::1"), InlineData("ff02::1")]
    [InlineData("4000::1"), InlineData("2606:4700::1111%1")]
    public void An_address_that_not_everyone_can_reach_is_forbidden(string address) => Assert.True(SinkGuard.IsForbidden(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1"), InlineData("9.255.255.255"), InlineData("11.0.0.1"), InlineData("100.63.255.255"), InlineData("100.128.0.1"), InlineData("126.255.255.255")]
    [InlineData("128.0.0.1"), InlineData("172.15.255.255"), InlineData("172.32.0.1"), InlineData("192.167.255.255"), InlineData("223.255.255.255")]
    [InlineData("2606:4700::1111"), InlineData("2001:200::1"), InlineData("2a00:1450::1"), InlineData("::ffff:8.8.8.8"), InlineData("64:ff9b::808:808")]
    public void An_address_on_the_internet_is_not_forbidden(string address) => Assert.False(SinkGuard.IsForbidden(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1"), InlineData("localhost"), InlineData("2130706433"), InlineData("0x7f.1"), InlineData("0177.0.0.1"), InlineData("127.1"), InlineData("0")]
    [InlineData("①②⑦.0.0.1"), InlineData("[::1]"), InlineData("[::ffff:127.0.0.1]"), InlineData("[::127.0.0.1]"), InlineData("[64:ff9b::7f00:1]"), InlineData("[2002:7f00:1::]")]
    public async Task However_it_is_spelt_loopback_is_refused_when_connecting(string host)
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Server.DualMode = true;
        listener.Start();
        var answer = await SendAsync(new SinkGuard(Options()), $"http://{host}:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        Assert.Equal("address-refused", answer.Fault);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task One_forbidden_address_among_the_answers_refuses_them_all()
    {
        var guard = new SinkGuard(Options(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("1.1.1.1"), IPAddress.Loopback]));
        Assert.Equal("address-refused", (await SendAsync(guard, "https://partner.example/")).Fault);
    }

    [Fact]
    public async Task A_name_without_an_address_is_refused()
    {
        var guard = new SinkGuard(Options(), (_, _) => Task.FromResult<IPAddress[]>([]));
        Assert.Equal("address-refused", (await SendAsync(guard, "https://partner.example/")).Fault);
    }

    [Fact]
    public async Task A_name_that_changes_its_address_after_it_was_accepted_is_refused()
    {
        var guard = new SinkGuard(Options(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        Assert.Null(guard.Refuse("https://partner.example/hook"));
        Assert.Equal("address-refused", (await SendAsync(guard, "https://partner.example/hook")).Fault);
    }

    [Fact]
    public async Task The_connection_goes_to_the_address_that_was_judged()
    {
        await using var receiver = await Receiver.StartAsync();
        var port = new Uri(receiver.Address).Port;
        var options = Options();
        options.AllowedSinks = $"partner.example:{port}";
        var looked = 0;
        var guard = new SinkGuard(options, (_, _) =>
        {
            looked++;
            return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        });
        var answer = await SendAsync(guard, $"http://partner.example:{port}/hook");
        Assert.Equal(204, answer.Status);
        Assert.Equal(1, looked);
    }

    [Theory]
    [InlineData("http://partner.example/"), InlineData("https://partner.example:8080/"), InlineData("https://127.0.0.1/"), InlineData("https://[::1]/"), InlineData("https://2130706433/")]
    [InlineData("ftp://partner.example/"), InlineData("https://169.254.169.254/latest")]
    public void What_can_never_be_a_sink_is_refused_at_the_door(string sink) => Assert.NotNull(new SinkGuard(Options()).Refuse(sink));

    [Theory]
    [InlineData("https://partner.example/hook"), InlineData("https://partner.example:8443/hook"), InlineData("https://1.1.1.1/")]
    public void A_public_https_address_may_be_a_sink(string sink) => Assert.Null(new SinkGuard(Options()).Refuse(sink));

    [Fact]
    public async Task An_endless_answer_is_read_no_further_than_its_beginning()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async (_, http) =>
        {
            var chunk = new byte[64 * 1024];
            Array.Fill(chunk, (byte)'x');
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
        };
        var options = Options();
        options.AllowedSinks = "127.0.0.1:*";
        var answer = await SendAsync(new SinkGuard(options), receiver.Address);
        Assert.Equal(200, answer.Status);
        Assert.Equal(500, answer.Body.Length);
    }

    [Fact]
    public async Task An_answer_whose_body_does_not_end_in_time_is_a_timeout()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async (_, http) =>
        {
            await http.Response.WriteAsync("x");
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { });
        };
        var options = Options();
        options.AllowedSinks = "127.0.0.1:*";
        Assert.Equal("timeout", (await SendAsync(new SinkGuard(options), receiver.Address, TimeSpan.FromMilliseconds(500))).Fault);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, http) =>
        {
            http.Response.StatusCode = 307;
            http.Response.Headers.Location = receiver.Address;
            return Task.CompletedTask;
        };
        var options = Options();
        options.AllowedSinks = "127.0.0.1:*";
        Assert.Equal(307, (await SendAsync(new SinkGuard(options), receiver.Address)).Status);
        Assert.Single(receiver.Deliveries);
    }

    private static WebhookOptions Options() => new();

    private static async Task<SinkAnswer> SendAsync(SinkGuard guard, string address, TimeSpan? deadline = null)
    {
        var options = new WebhookOptions { Deadline = deadline ?? TimeSpan.FromSeconds(10) };
        using var client = new SinkClient(guard, options, TimeProvider.System);
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        return await client.SendAsync(request);
    }
}
