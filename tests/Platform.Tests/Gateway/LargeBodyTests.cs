using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Gateway;

/// <summary>A file with services may be large; what else comes in may not.</summary>
public sealed class LargeBodyTests
{
    private const string Imports = "/catalog/v1/imports?source=large";

    private const long LargestFile = 150 * 1024 * 1024;

    private static readonly string Sheet = "bron_id;naam\r\n" + string.Concat(Enumerable.Range(1, 20_000).Select(i => $"{i};Samen wandelen {i}\r\n"));

    [Fact]
    public async Task A_large_file_to_import_is_taken()
    {
        using var editor = await RunningPlatform.ClientAsync("editor-gm0344");
        using var answer = await editor.PostAsync(Imports, new StringContent(Sheet, Encoding.UTF8, "text/csv"));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task A_larger_file_than_that_is_refused_before_it_is_sent()
    {
        using var editor = await RunningPlatform.ClientAsync("editor-gm0344", new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) });
        using var request = new HttpRequestMessage(HttpMethod.Post, Imports) { Content = new Announced(LargestFile + 1) };
        request.Headers.ExpectContinue = true;
        await AssertTooLargeAsync(await editor.SendAsync(request));
    }

    [Theory]
    [InlineData("POST", "/catalog/v1/services", "application/json")]
    [InlineData("POST", "/catalog/v1/imports/018f0000-0000-7000-8000-000000000001/apply", "text/csv")]
    [InlineData("PUT", "/catalog/v1/imports", "text/csv")]
    [InlineData("POST", "/signals/v1/signals", "application/json")]
    public async Task What_is_no_file_to_import_may_not_be_large(string method, string path, string type)
    {
        using var editor = await RunningPlatform.ClientAsync("editor-gm0344", new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) });
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new Announced(300_000, type) };
        request.Headers.ExpectContinue = true;
        await AssertTooLargeAsync(await editor.SendAsync(request));
    }

    private static async Task AssertTooLargeAsync(HttpResponseMessage answer)
    {
        using var _ = answer;
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(413, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetInt32());
    }

    /// <summary>Tells its length and never comes.</summary>
    private sealed class Announced : HttpContent
    {
        private readonly long _length;

        public Announced(long length, string type = "text/csv")
        {
            _length = length;
            Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return true;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new InvalidOperationException("The gateway asked for what it must refuse.");
    }
}
