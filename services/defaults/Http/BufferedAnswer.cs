using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Nabij.ServiceDefaults.Http;

/// <summary>An answer that was written to memory first, so that it can be kept or tagged before anything is sent.</summary>
internal sealed record BufferedAnswer(int Status, byte[] Body)
{
    /// <summary>Lets the handler's result write its status and headers to the response, and its body to memory.</summary>
    public static async Task<BufferedAnswer> OfAsync(HttpContext context, object? result)
    {
        var original = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var memory = new MemoryStream();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(memory));
        try
        {
            await (result as IResult ?? Results.Json(result)).ExecuteAsync(context);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        finally
        {
            context.Features.Set(original);
        }

        return new BufferedAnswer(context.Response.StatusCode, memory.ToArray());
    }

    /// <summary>A result that sends the body; status and headers stand in the response already.</summary>
    public IResult Send() => new SendBody(Body);

    private sealed class SendBody(byte[] body) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => body.Length == 0
            ? Task.CompletedTask
            : httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
