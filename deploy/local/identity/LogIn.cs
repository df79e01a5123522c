using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Nabij.Identity;

/// <summary>The authorization endpoint: asks who the person is, and sends that person back with a code. There is no session: everyone logs in every time.</summary>
internal static class LogIn
{
    public static void MapLogIn(this IEndpointRouteBuilder routes) => routes.MapMethods("/connect/authorize", [HttpMethods.Get, HttpMethods.Post], HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, Demo demo, IdentitySettings settings, IAntiforgery antiforgery)
    {
        var request = http.GetOpenIddictServerRequest()!;
        if (request.HasPromptValue(PromptValues.None)) return IssueToken.Refuse(Errors.LoginRequired, "There is no session: the person must log in.");

        // A client may send its own request by POST; only our form names a user.
        if (!HttpMethods.IsPost(http.Request.Method) || request[LogInPage.User] is null) return LogInPage.Show(http, demo, antiforgery, request);
        if (!await antiforgery.IsRequestValidAsync(http)) return LogInPage.Show(http, demo, antiforgery, request, "Deze pagina was verlopen. Vul het formulier opnieuw in.");

        var login = (string?)request[LogInPage.User];
        var person = demo.People.FirstOrDefault(p => p.Login == login);
        if (person is null || !ClientRules.Same(settings.DemoPassword, (string?)request[LogInPage.Password]))
        {
            return LogInPage.Show(http, demo, antiforgery, request, "Dit wachtwoord hoort niet bij deze gebruiker. Controleer het wachtwoord.", login);
        }

        var identity = new ClaimsIdentity(TokenValidationParameters.DefaultAuthenticationType);
        identity.SetClaim(Claims.Subject, person.Sub).SetClaim(IssueToken.CodeId, Guid.NewGuid().ToString("N"));
        identity.SetScopes(request.GetScopes());
        return IssueToken.SignIn(identity);
    }
}
