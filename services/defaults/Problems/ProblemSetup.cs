using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Nabij.ServiceDefaults.Problems;

/// <summary>Makes every refusal problem+json, in the caller's language, whoever refuses.</summary>
public static class ProblemSetup
{
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddExceptionHandler<ExceptionToProblem>();
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
}
