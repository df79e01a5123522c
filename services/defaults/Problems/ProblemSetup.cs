using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Nabij.ServiceDefaults.Problems;

/// <summary>Makes every refusal problem+json, in the caller's language, whoever refuses.</summary>
public static class ProblemSetup
{
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddExceptionHandler<ExceptionToProblem>();
        services.AddSingleton<IProblemDetailsWriter, AlwaysProblem>();
        services.AddProblemDetails(o => o.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            Problem.Complete(problem);
            problem.Instance = context.HttpContext.Request.Path;
            if (problem is HttpValidationProblemDetails { Errors: var errors } validation) validation.Errors = FieldPath.CamelCase(errors);
        });
        return services;
    }

    /// <summary>First of all, so that the language is known to everything after it.</summary>
    public static IApplicationBuilder UseCallersLanguage(this IApplicationBuilder app)
    {
        var languages = new[] { new CultureInfo("nl"), new CultureInfo("en") };
        return app.UseRequestLocalization(new RequestLocalizationOptions
        {
            // Numbers and dates in JSON and SQL do not depend on the reader's language.
            DefaultRequestCulture = new RequestCulture(CultureInfo.InvariantCulture, languages[0]),
            SupportedCultures = [CultureInfo.InvariantCulture],
            SupportedUICultures = languages,
            RequestCultureProviders = [new AcceptLanguageHeaderRequestCultureProvider()],
            ApplyCurrentCultureToResponseHeaders = false,
        });
    }

    /// <summary>The framework's own writer keeps silent when Accept names no JSON. A refusal is a problem all the same (RFC 9110 §15.5.7 allows it).</summary>
    private sealed class AlwaysProblem(IOptions<ProblemDetailsOptions> options, IOptions<JsonOptions> json) : IProblemDetailsWriter
    {
        public bool CanWrite(ProblemDetailsContext context) => true;

        public ValueTask WriteAsync(ProblemDetailsContext context)
        {
            var (http, problem) = (context.HttpContext, context.ProblemDetails);
            problem.Status ??= http.Response.StatusCode;
            TypedResults.Problem(problem); // fills the type that belongs to the status
            options.Value.CustomizeProblemDetails?.Invoke(context);
            return new ValueTask(http.Response.WriteAsJsonAsync(problem, problem.GetType(), json.Value.SerializerOptions, "application/problem+json", http.RequestAborted));
        }
    }
}
