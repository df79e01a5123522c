using Yarp.ReverseProxy.Forwarder;

namespace Nabij.Gateway.Routing;

/// <summary>A read that could not reach its service (it is being replaced, say) is sent again, twice at most. A write never is.</summary>
internal sealed class RetryingClientFactory : ForwarderHttpClientFactory
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ConnectTimeout = TimeSpan.FromSeconds(2);
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
        new RetryReads { InnerHandler = base.WrapHandler(context, handler) };

    private sealed class RetryReads : DelegatingHandler
    {
        private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(400)];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head) return await base.SendAsync(request, cancellationToken);
            foreach (var pause in Pauses)
            {
                try
                {
                    return await base.SendAsync(request, cancellationToken);
                }
                catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded)
                {
                    await Task.Delay(pause, cancellationToken);
                }
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
