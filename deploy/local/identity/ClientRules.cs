using System.Security.Cryptography;
using System.Text;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Nabij.Identity;

/// <summary>What OpenIddict checks itself only when it has a database: who the client is, what it may ask and where it may return to.</summary>
internal sealed class ClientRules(Demo demo, IdentitySettings settings)
    : IOpenIddictServerHandler<ValidateAuthorizationRequestContext>, IOpenIddictServerHandler<ValidateTokenRequestContext>
{
    public static bool Same(string expected, string? given) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(expected)), SHA256.HashData(Encoding.UTF8.GetBytes(given ?? "")));

    /// <exception cref="InvalidOperationException">A setting that the rules need is missing.</exception>
    public ClientRules Check()
    {
        // An empty password would let everyone in who gives none.
        if (string.IsNullOrEmpty(settings.DemoPassword)) throw new InvalidOperationException("Identity:DemoPassword is not set.");
        foreach (var client in demo.Clients)
        {
            if (!client.Public && string.IsNullOrEmpty(Of(client).Secret)) throw Missing(client, nameof(IdentitySettings.ClientSettings.Secret));
            if (client.Grant == GrantTypes.AuthorizationCode && string.IsNullOrEmpty(RedirectUri(client))) throw Missing(client, nameof(IdentitySettings.ClientSettings.RedirectUri));
        }

        return this;
    }

    // A request that is rejected here is answered on the spot: nothing goes to an address that was not checked.
    public ValueTask HandleAsync(ValidateAuthorizationRequestContext context)
    {
        if (Find(context.ClientId) is not { Grant: GrantTypes.AuthorizationCode } client) context.Reject(Errors.UnauthorizedClient, "This client may not send people here.");
        else if (!MayReturnTo(client, context.RedirectUri)) context.Reject(Errors.InvalidRequest, "The redirect_uri is not the registered one.");
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        var client = Find(context.ClientId);
        if (client is null || (!client.Public && !Same(Of(client).Secret!, context.ClientSecret))) context.Reject(Errors.InvalidClient, "The client or its secret is not right.");
        else if (client.Grant != context.Request.GrantType) context.Reject(Errors.UnauthorizedClient, "This client may not use this grant type.");
        return ValueTask.CompletedTask;
    }

    private static InvalidOperationException Missing(Client client, string setting) => new($"Identity:Clients:{Key(client)}:{setting} is not set.");

    private static string Key(Client client) => client.Id.Replace('-', '_');

    private IdentitySettings.ClientSettings Of(Client client) => settings.Clients.GetValueOrDefault(Key(client)) ?? new();

    private Client? Find(string? id) => demo.Clients.FirstOrDefault(c => c.Id == id);

    private string? RedirectUri(Client client) => Of(client).RedirectUri ?? client.RedirectUri;

    private bool MayReturnTo(Client client, string? given)
    {
        var registered = RedirectUri(client)!;
        if (!client.Public) return given == registered;
        // A program on this machine listens on a port that it got at random (RFC 8252, 7.3).
        return Uri.TryCreate(given, UriKind.Absolute, out var uri) && new UriBuilder(uri) { Port = -1 }.Uri.OriginalString == registered;
    }
}
