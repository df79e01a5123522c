using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Npgsql;

namespace Nabij.ServiceDefaults.Problems;

/// <summary>
/// The last resort: what a handler threw becomes a problem. Input that could not be read is 400 with the field; a database that is away
/// or busy is 503 with Retry-After; the rest is 500, logged with its type and place, never with its text, which may quote a value.
/// </summary>
internal sealed partial class ExceptionToProblem(IProblemDetailsService problems, ILogger<ExceptionToProblem> log) : IExceptionHandler
{
    private static readonly Text Unreadable = ("Dit veld kunnen wij niet lezen.", "We cannot read this field.");
    private static readonly Text Unknown = ("Dit veld kennen wij niet.", "We do not know this field.");
    private static readonly Text Characters = ("Dit veld bevat tekens die niet mogen.", "This field has characters that are not allowed.");

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = exception switch
        {
            BadHttpRequestException bad => Describe(bad),
            PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } => Invalid("body", Characters),
            PostgresException { SqlState: var state } when IsPassing(state) => Unavailable(context),
            PostgresException => Problem.Describe(StatusCodes.Status500InternalServerError),
            NpgsqlException or IdentityUnavailableException or TimeoutException => Unavailable(context),
            _ => Problem.Describe(StatusCodes.Status500InternalServerError),
        };
        // The middleware has taken the endpoint off the request by now.
        if (problem.Status >= 500) LogFailed(context.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName, SafeReason.Of(exception));

        context.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem });
    }

    /// <summary>Connection, resources, operator intervention, serialization, lock not available: it may pass the next time.</summary>
    private static bool IsPassing(string state) => state[..2] is "08" or "53" or "57" or "40" || state == PostgresErrorCodes.LockNotAvailable;

    private static Microsoft.AspNetCore.Mvc.ProblemDetails Unavailable(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "2";
        return Problem.Describe(StatusCodes.Status503ServiceUnavailable);
    }

    private static Microsoft.AspNetCore.Mvc.ProblemDetails Describe(BadHttpRequestException bad) => bad switch
    {
        { StatusCode: not StatusCodes.Status400BadRequest } => Problem.Describe(bad.StatusCode),
        { InnerException: JsonException json } => Invalid(FieldPath.OfJson(json), IsUnknownMember(json) ? Unknown : Unreadable),
        _ => Invalid(ParameterOf(bad.Message), Unreadable),
    };

    private static HttpValidationProblemDetails Invalid(string field, Text message) =>
        new(new Dictionary<string, string[]> { [field] = [message.ToString()] }) { Status = StatusCodes.Status400BadRequest };

    private static bool IsUnknownMember(JsonException e) => e.Message.Contains("could not be mapped", StringComparison.Ordinal);

    /// <summary>
    /// The framework names the parameter in its text only: <c>Failed to bind parameter "int page" from "x".</c> A body has no name for the caller.
    /// </summary>
    private static string ParameterOf(string message)
    {
        if (message.StartsWith("Implicit body", StringComparison.Ordinal) || message.EndsWith("from body.", StringComparison.Ordinal)) return "body";
        var parts = message.Split('"');
        return parts is [_, var parameter, ..] && parameter.Split(' ') is [.., var name] && parts[0].Contains("parameter", StringComparison.Ordinal) ? name : "body";
    }

    [LoggerMessage(LogLevel.Error, "{Endpoint} failed: {Reason}.")]
    private partial void LogFailed(string? endpoint, string reason);
}
