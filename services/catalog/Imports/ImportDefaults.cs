using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Nabij.Catalog.Services;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Imports;

/// <summary>
/// What counts for a new service where its row tells nothing of what is needed. So the file of another directory, which knows no kinds of support, is read as it is.
/// A service that is there already keeps what it has.
/// </summary>
internal sealed record ImportDefaults
{
    [FromQuery(Name = "defaultSupportType"), AtMost(7), CodeOf("support-types")]
    public string[]? DefaultSupportType { get; init; }

    [FromQuery(Name = "defaultFormat"), OneOf("group", "individual", "both")]
    public string? DefaultFormat { get; init; }

    [FromQuery(Name = "defaultFrequency"), OneOf("one-off", "recurring", "always")]
    public string? DefaultFrequency { get; init; }

    /// <summary>Plain Dutch: "Voor iedereen in de wijk."</summary>
    [FromQuery(Name = "defaultForWhom"), LengthBetween(5, 400)]
    public string? DefaultForWhom { get; init; }

    /// <summary>Plain Dutch: "Bel of mail de organisatie."</summary>
    [FromQuery(Name = "defaultHow"), LengthBetween(5, 400)]
    public string? DefaultHow { get; init; }

    /// <summary>CBS code.</summary>
    [FromQuery(Name = "defaultMunicipality"), MunicipalityCode]
    public string? DefaultMunicipality { get; init; }

    [JsonIgnore]
    public bool AreNone => DefaultSupportType is not { Length: > 0 } && (DefaultFormat ?? DefaultFrequency ?? DefaultForWhom ?? DefaultHow ?? DefaultMunicipality) is null;

    /// <param name="content">As the row tells it.</param>
    /// <param name="before">Null for a new service.</param>
    public ServiceContent Fill(ServiceContent content, ServiceContent? before)
    {
        if (DefaultSupportType is { Length: > 0 } && content.SupportTypes is not { Count: > 0 }) content = content with { SupportTypes = before?.SupportTypes ?? DefaultSupportType };
        if (DefaultFormat is not null && content.Format is null) content = content with { Format = before?.Format ?? DefaultFormat };
        if (DefaultFrequency is not null && content.Frequency is null) content = content with { Frequency = before?.Frequency ?? DefaultFrequency };
        if (DefaultForWhom is not null && content.Essence.ForWhom is null) content = content with { Essence = content.Essence with { ForWhom = before?.Essence.ForWhom ?? DefaultForWhom } };
        if (DefaultHow is not null && content.Essence.How is null) content = content with { Essence = content.Essence with { How = before?.Essence.How ?? DefaultHow } };
        if (DefaultMunicipality is not null && content.Scope is { National: false, Municipalities: not { Count: > 0 } }) content = content with { Scope = before?.Scope ?? new Scope(Municipalities: [DefaultMunicipality]) };
        return content;
    }
}
