using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Nabij.ServiceDefaults.Problems;

/// <summary>
/// The answers of a handler that did not succeed, as <c>application/problem+json</c> (RFC 9457). Every outcome has one status
/// throughout the platform, see <c>docs/api.md</c>.
/// </summary>
public static class Problem
{
    /// <summary>404: it does not exist, or it belongs to another municipality or organisation. Both look the same.</summary>
    public static ProblemHttpResult NotFound() => Of(StatusCodes.Status404NotFound);

    /// <summary>403: the role is right, but not for this municipality or organisation.</summary>
    public static ProblemHttpResult Forbidden(Text detail) => Of(StatusCodes.Status403Forbidden, detail);

    /// <summary>403: the caller does not act in the municipality that they named.</summary>
    public static ProblemHttpResult NotYourMunicipality() => Forbidden(("U werkt niet voor deze gemeente.", "You do not work for this municipality."));

    /// <summary>409: the state does not allow it. <paramref name="allowed"/> names what it does allow.</summary>
    public static ProblemHttpResult Conflict(Text detail, IEnumerable<string>? allowed = null)
    {
        var problem = Describe(StatusCodes.Status409Conflict, detail);
        if (allowed is not null) problem.Extensions["allowed"] = allowed.ToArray();
        return TypedResults.Problem(problem);
    }

    /// <summary>412: somebody else changed it since it was read.</summary>
    public static ProblemHttpResult PreconditionFailed() => Of(StatusCodes.Status412PreconditionFailed);

    /// <summary>400: one field is wrong in a way that only the handler can see. Keys are camelCase paths (<c>costs[0].amount</c>).</summary>
    public static ProblemHttpResult Invalid(string field, Text message) => Invalid(new Dictionary<string, string[]> { [field] = [message.ToString()] });

    /// <summary>400 with all errors at once.</summary>
    public static ProblemHttpResult Invalid(IDictionary<string, string[]> errors) =>
        TypedResults.Problem(Complete(new HttpValidationProblemDetails(errors) { Status = StatusCodes.Status400BadRequest }));

    public static ProblemHttpResult Of(int status, Text? detail = null) => TypedResults.Problem(Describe(status, detail));

    internal static ProblemDetails Describe(int status, Text? detail = null) =>
        Complete(new ProblemDetails { Status = status, Detail = detail?.ToString() });

    /// <summary>Fills what every problem has: title and detail in the caller's language, and the trace id.</summary>
    internal static ProblemDetails Complete(ProblemDetails problem)
    {
        var (title, detail) = StandardTexts.For(problem.Status ?? StatusCodes.Status500InternalServerError);
        problem.Title = title.ToString();
        problem.Detail ??= detail.ToString();
        if (Activity.Current is { } activity) problem.Extensions["traceId"] = activity.TraceId.ToString();
        return problem;
    }
}
