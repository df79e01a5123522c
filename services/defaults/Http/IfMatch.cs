using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Nabij.ServiceDefaults.OpenApi;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.ServiceDefaults.Http;

/// <summary>The version that the caller read, from <c>If-Match</c> (RFC 9110 §13.1.1). A handler takes it as a parameter and asks <see cref="Allows"/>.</summary>
public readonly record struct IfMatch(string Value)
{
    /// <summary>False: answer <see cref="Problem.PreconditionFailed"/>.</summary>
    public bool Allows(long version) => Value == "*" || Value.Split(',').Any(tag => tag.Trim() == ETag.Of(version));

    /// <summary>For the framework: binds a handler's parameter.</summary>
    public static ValueTask<IfMatch> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(new IfMatch(context.Request.Headers.IfMatch.ToString()));
}

/// <summary>A resource's version as an entity tag, set on GET of one resource and on each answer that shows its new state.</summary>
public static class ETag
{
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    public static void Set(HttpContext context, long version) => context.Response.Headers.ETag = Of(version);

    /// <summary>428 without If-Match. On PUT, PATCH and every transition.</summary>
    public static RouteHandlerBuilder RequireIfMatch(this RouteHandlerBuilder route) => route
        .WithMetadata(new DocumentedHeader("If-Match", true, "De ETag die u las. / The ETag that you read."))
        .AddEndpointFilter((context, next) => context.HttpContext.Request.Headers.IfMatch.Count > 0
            ? next(context)
            : ValueTask.FromResult<object?>(Problem.Of(StatusCodes.Status428PreconditionRequired)));
}
