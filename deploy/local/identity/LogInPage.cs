using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using OpenIddict.Abstractions;

namespace Nabij.Identity;

internal static class LogInPage
{
    public const string User = "user";
    public const string Password = "password";

    private const string Style = """
        body { font: 1.125rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 36rem; margin: 0 auto; padding: 1rem; }
        label { display: block; font-weight: bold; margin-top: 1rem; }
        select, input, button { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; border: 2px solid #4a4a4a; border-radius: 0; }
        button { margin-top: 1.5rem; background: #154273; border-color: #154273; color: #fff; font-weight: bold; }
        :focus-visible { outline: 4px solid #b25d00; outline-offset: 2px; }
        .note { border-left: 6px solid #154273; padding-left: 1rem; }
        .error { border: 3px solid #b60000; padding: 0 1rem; }
        .error a, .wrong { color: #b60000; }
        """;

    private static readonly string StyleHash = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'";

    public static IResult Show(HttpContext http, Demo demo, IAntiforgery antiforgery, OpenIddictRequest request, string? error = null, string? login = null)
    {
        var form = antiforgery.GetAndStoreTokens(http);
        // The browser also holds the redirect after the form to this rule.
        var back = new Uri(request.RedirectUri!).GetLeftPart(UriPartial.Authority);
        http.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src {StyleHash}; form-action 'self' {back}; base-uri 'none'; frame-ancestors 'none'";

        var hidden = from parameter in request.GetParameters()
                     where parameter.Key is not (User or Password) && parameter.Key != form.FormFieldName && (string?)parameter.Value is not null
                     select Hidden(parameter.Key, (string?)parameter.Value);
        var users = from person in demo.People
                    group Option(person, demo, person.Login == login) by person.Municipality[0] into municipality
                    let name = demo.Organisations.FirstOrDefault(o => o.Domain == "municipality" && o.Municipality == municipality.Key)?.Name ?? "Alle gemeenten"
                    select $"<optgroup label=\"{Text(name)}\">{string.Concat(municipality)}</optgroup>";
        var page = Page(string.Concat(hidden.Prepend(Hidden(form.FormFieldName, form.RequestToken))), string.Concat(users), error);
        return Results.Content(page, "text/html; charset=utf-8", Encoding.UTF8, error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static string Page(string hidden, string users, string? error) => $"""
        <!doctype html>
        <html lang="nl">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{(error is null ? "" : "Fout: ")}Inloggen - Nabij proefomgeving</title>
        <style>{Style}</style>
        </head>
        <body>
        <main>
        <h1>Inloggen</h1>
        <p class="note">Dit is een proefomgeving. De gebruikers en organisaties zijn verzonnen.</p>
        {(error is null ? "" : $"<div class=\"error\" role=\"alert\"><h2>Inloggen is niet gelukt</h2><p><a href=\"#password\">{Text(error)}</a></p></div>")}
        <form method="post" action="/connect/authorize">
        {hidden}
        <label for="user">Gebruiker</label>
        <select id="user" name="{User}" autocomplete="username" required>{users}</select>
        <label for="password">Wachtwoord</label>
        {(error is null ? "" : $"<p id=\"password-error\" class=\"wrong\">{Text(error)}</p>")}
        <input id="password" name="{Password}" type="password" autocomplete="current-password" required{(error is null ? "" : " aria-invalid=\"true\" aria-describedby=\"password-error\"")}>
        <button type="submit">Log in</button>
        </form>
        </main>
        </body>
        </html>
        """;

    private static string Option(Person person, Demo demo, bool selected)
    {
        var organisation = demo.Organisations.FirstOrDefault(o => o.Id == person.Organisation)?.Name;
        return $"<option value=\"{Text(person.Login)}\"{(selected ? " selected" : "")}>{Text(organisation is null ? person.Label : $"{person.Label}, {organisation}")}</option>";
    }

    private static string Hidden(string name, string? value) => $"<input type=\"hidden\" name=\"{Text(name)}\" value=\"{Text(value)}\">\n";

    private static string Text(string? value) => WebUtility.HtmlEncode(value) ?? "";
}
