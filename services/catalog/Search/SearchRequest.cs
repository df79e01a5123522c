using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Nabij.Reference;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Search;

/// <summary>Filters narrow each other; the values of one filter are alternatives.</summary>
internal sealed record SearchRequest
{
    /// <summary>CBS code: what is offered there, and in the whole country.</summary>
    [FromQuery(Name = "municipality"), MunicipalityCode]
    public string? Municipality { get; init; }

    /// <summary>Words as a resident says them; each must be found, unless no service at all has it. "Not" and "without" mean nothing: filters say that.</summary>
    [FromQuery(Name = "q"), LengthBetween(0, 200)]
    public string? Q { get; init; }

    [FromQuery(Name = "supportType"), AtMost(7), CodeOf("support-types")]
    public string[]? SupportType { get; init; }

    [FromQuery(Name = "problem"), AtMost(20), CodeOf("problems")]
    public string[]? Problem { get; init; }

    /// <summary>Also finds what is for everyone.</summary>
    [FromQuery(Name = "targetGroup"), AtMost(20), CodeOf("target-groups")]
    public string[]? TargetGroup { get; init; }

    [FromQuery(Name = "format"), AtMost(3), OneOf("group", "individual", "both")]
    public string[]? Format { get; init; }

    [FromQuery(Name = "frequency"), AtMost(3), OneOf("one-off", "recurring", "always")]
    public string[]? Frequency { get; init; }

    [FromQuery(Name = "setting"), AtMost(5), OneOf("at-home", "out-of-home", "online", "phone", "unknown")]
    public string[]? Setting { get; init; }

    [FromQuery(Name = "funding"), AtMost(4), OneOf("free", "subsidised", "commercial", "unknown")]
    public string[]? Funding { get; init; }

    [FromQuery(Name = "workforce"), AtMost(4), OneOf("voluntary", "professional", "mixed", "unknown")]
    public string[]? Workforce { get; init; }

    [FromQuery(Name = "access"), AtMost(4), OneOf("open", "sign-up", "referral", "indication")]
    public string[]? Access { get; init; }

    /// <summary>ISO 639-1.</summary>
    [FromQuery(Name = "language"), AtMost(20), Services.LanguageCode]
    public string[]? Language { get; init; }

    [FromQuery(Name = "openOn"), AtMost(7), OneOf("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")]
    public string[]? OpenOn { get; init; }

    /// <summary>Codes of labels that the editors of <see cref="Municipality"/> gave; needs it.</summary>
    [FromQuery(Name = "label"), AtMost(20), Taxonomies.TermCode]
    public string[]? Label { get; init; }

    /// <summary>Whole euros. Prices are told, and who comes once pays at most this in the first month.</summary>
    [FromQuery(Name = "maxCost"), Between(0, 100_000)]
    public int? MaxCost { get; init; }

    /// <summary>For somebody of this age, in years.</summary>
    [FromQuery(Name = "age"), Between(0, 120)]
    public int? Age { get; init; }

    /// <summary>The postcode where one starts from.</summary>
    [FromQuery(Name = "near"), PostcodeValue]
    public string? Near { get; init; }

    /// <summary>
    /// As the crow flies, in kilometres; needs <see cref="Near"/>. Rules out only where one has to go too far: not what is national, nor what comes to people
    /// in the municipality (at home, online, by phone).
    /// </summary>
    [FromQuery(Name = "radiusKm"), Between(1, 200)]
    public int? RadiusKm { get; init; }

    /// <summary>True: only what somebody has confirmed, not longer ago than a check of its kind holds.</summary>
    [FromQuery(Name = "verified")]
    public bool? Verified { get; init; }

    [FromQuery(Name = "sort"), OneOf("relevance", "name", "cost", "distance", "verified", "newest")]
    public string? Sort { get; init; }

    [FromQuery(Name = "page"), Between(1, 1000)]
    public int? Page { get; init; }

    [FromQuery(Name = "pageSize"), Between(1, Paging.LargestPage)]
    public int? PageSize { get; init; }

    [JsonIgnore]
    public int PageOrFirst => Page ?? 1;

    [JsonIgnore]
    public int PageSizeOrUsual => PageSize ?? 20;

    /// <summary>Rules between fields, by the field to blame.</summary>
    public Dictionary<string, string[]> Faults()
    {
        var faults = new Dictionary<string, string[]>();
        if (Municipality is null && Label is { Length: > 0 }) faults["label"] = [NeedsMunicipality.ToString()];
        if (Near is null && RadiusKm is not null) faults["radiusKm"] = [NeedsNear.ToString()];
        if (Near is null && Sort == "distance") faults["sort"] = [NeedsNear.ToString()];
        if (Near is not null && !Postcodes.TryGet(Near.ToUpperInvariant(), out _)) faults["near"] = [UnknownPostcode.ToString()];
        return faults;
    }

    /// <summary>Without the words, which need the analyser.</summary>
    public SearchQuery ToQuery()
    {
        var start = Near is not null && Postcodes.TryGet(Near.ToUpperInvariant(), out var found) ? found : null;
        return new SearchQuery
        {
            Municipality = Municipality,
            Chosen = new[] { SupportType, Problem, TargetGroup, Format, Frequency, Setting, Funding, Workforce, Access, Language, OpenOn }
                .Select((codes, group) => (codes, group)).Where(c => c.codes is { Length: > 0 }).ToDictionary(c => c.group, c => c.codes!),
            Labels = Label ?? [],
            Age = Age,
            MaxCost = MaxCost * 100,
            Near = start?.Centroid,
            RadiusKm = RadiusKm,
            Home = Municipality ?? start?.Municipality,
            Verified = Verified == true,
            Sort = Sort is null ? SearchSort.Relevance : Enum.Parse<SearchSort>(Sort, ignoreCase: true),
            Skip = Paging.Offset(PageOrFirst, PageSizeOrUsual),
            Take = PageSizeOrUsual,
        };
    }

    private static readonly Text NeedsMunicipality = ("Kies ook een gemeente: elke gemeente heeft haar eigen labels.", "Choose a municipality too: each has labels of its own.");
    private static readonly Text NeedsNear = ("Vul ook near in: de postcode vanwaar u kijkt.", "Give near too: the postcode where you start from.");
    private static readonly Text UnknownPostcode = ("Deze postcode kennen wij niet.", "We do not know this postcode.");
}
