using System.Text.Json;
using Nabij.Catalog.Search.Index;
using Nabij.Catalog.Verification;

namespace Nabij.Catalog.Search;

/// <summary>How the index keeps what a list shows, so that a search needs no database.</summary>
internal static class FoundServices
{
    public static byte[] Write(IndexedService service, FreshnessStage freshness)
    {
        var content = service.Content;
        return JsonSerializer.SerializeToUtf8Bytes(new FoundService(
            service.Id, content.Name, content.SummaryOrEssence(), new FoundOrganisation(service.OrganisationId, service.OrganisationName), content.SupportTypes, content.TargetGroups,
            content.Format, content.Setting, content.Conditions.Access, content.Costs, content.Scope.National, content.Municipalities, service.VerifiedAt, freshness, null,
            WhyFound.Unasked), JsonSerializerOptions.Web);
    }

    public static FoundService Read(byte[] shown) => JsonSerializer.Deserialize<FoundService>(shown, JsonSerializerOptions.Web)!;

    public static FoundService Read(Hit hit) => Read(hit.Shown) with
    {
        DistanceKm = hit.DistanceKm,
        Why = new WhyFound([.. hit.Words.Where(w => w.InName).Select(w => w.Word)], [.. hit.Words.Where(w => !w.InName).Select(w => w.Word)]),
    };
}
