using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Search.Dutch;
using Nabij.Catalog.Search.Index;
using Nabij.Reference;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Search;

/// <summary>What somebody may mean, of each kind at most five. Empty lists when fewer than two letters were typed.</summary>
internal sealed record SuggestAnswer(
    IReadOnlyList<SuggestedService> Services, IReadOnlyList<SuggestedNeed> Needs, IReadOnlyList<SuggestedOrganisation> Organisations, IReadOnlyList<SuggestedPlace> Places);

internal sealed record SuggestedService(Guid Id, string Name);

/// <param name="Filter">The parameter of the search to give <paramref name="Code"/> to.</param>
internal sealed record SuggestedNeed(string Filter, string Code, string Label);

/// <param name="Services">How many it offers here.</param>
internal sealed record SuggestedOrganisation(Guid Id, string Name, int Services);

/// <param name="Municipality">CBS code.</param>
internal sealed record SuggestedPlace(string Municipality, string Name);

internal static class Suggest
{
    private const int Most = 5, FewestLetters = 2;

    private static readonly FacetGroup[] Needs = [Facets.SupportType, Facets.Problem, Facets.TargetGroup];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/suggestions", HandleAsync)
        .WithName(nameof(Suggest)).WithSummary("Suggest services, needs, organisations and places while somebody types")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Ok<SuggestAnswer>> HandleAsync(
        SearchIndex index, CancellationToken ct, [LengthBetween(0, 80)] string? q = null, [MunicipalityCode] string? municipality = null)
    {
        var typed = DutchAnalyzer.Normalize(q ?? "").Trim();
        if (typed.Length < FewestLetters) return TypedResults.Ok(new SuggestAnswer([], [], [], []));
        var (snapshot, _) = await index.CurrentAsync(ct);
        return TypedResults.Ok(new SuggestAnswer(
            [.. snapshot.SuggestServices(typed, municipality, Most).Select(s => new SuggestedService(s.Id, s.Name))],
            [.. (from need in Needs
                 from value in need.Values
                 let label = value.Label.ToString()
                 let normal = DutchAnalyzer.Normalize(label)
                 where Suggesting.Begins(normal, typed)
                 orderby normal.StartsWith(typed, StringComparison.Ordinal) descending
                 select new SuggestedNeed(need.Name, value.Code, label)).Take(Most)],
            [.. snapshot.SuggestOrganisations(typed, municipality, Most).Select(o => new SuggestedOrganisation(o.Id, o.Name, o.Services))],
            [.. Municipalities.All.Where(m => Suggesting.Begins(DutchAnalyzer.Normalize(m.Name), typed)).Take(Most).Select(m => new SuggestedPlace(m.Code, m.Name))]));
    }
}
