using System.Text.Json;
using System.Text.Json.Serialization;
using Nabij.Catalog.Search.Index;
using Nabij.Catalog.Verification;

namespace Nabij.Catalog.Search;

/// <summary>How the index keeps what a list shows, so that a search needs no database.</summary>
internal static class FoundServices
{
    /// <summary>What is not told takes no room.</summary>
    private static readonly JsonSerializerOptions Lean = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    public static byte[] Write(IndexedService service, FreshnessStage freshness)
    {
        var content = service.Content;
        return JsonSerializer.SerializeToUtf8Bytes(new FoundService(
            service.Id, content.Name, content.SummaryOrEssence(), new FoundOrganisation(service.OrganisationId, service.OrganisationName), content.SupportTypes, content.TargetGroups,
            content.Format, content.Setting, content.Conditions.Access, content.Costs, content.Scope.National, content.Municipalities, null!, service.VerifiedAt, freshness, null,
            null!), Lean);
    }

    public static FoundService Read(byte[] shown) => JsonSerializer.Deserialize<FoundService>(shown, Lean)! with { Labels = [], Why = WhyFound.Unasked };

    /// <param name="labels">Those of the municipality that was asked for.</param>
    public static FoundService Read(Hit hit, IReadOnlyList<FoundLabel> labels) => Read(hit.Shown) with
    {
        Labels = labels,
        DistanceKm = hit.DistanceKm,
        Why = new WhyFound([.. hit.Words.Where(w => w.InName).Select(w => w.Word)], [.. hit.Words.Where(w => !w.InName).Select(w => w.Word)]),
    };
}
