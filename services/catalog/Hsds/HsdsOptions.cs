namespace Nabij.Catalog.Hsds;

/// <summary>Section <c>Hsds</c>.</summary>
internal sealed record HsdsOptions
{
    /// <summary>Where the world finds this API, such as <c>https://nabij.example/catalog/hsds/v3</c>; without it, where the request came in.</summary>
    public Uri? Address { get; init; }

    /// <summary>The mailbox of who checks the catalogue; never that of a person.</summary>
    public string? AssurerEmail { get; init; }

    /// <summary>Whom to call for who cannot use the internet.</summary>
    public HsdsHelpdesk? Helpdesk { get; init; }
}

internal sealed record HsdsHelpdesk(string Name, string Number, string? OpeningHours = null);
