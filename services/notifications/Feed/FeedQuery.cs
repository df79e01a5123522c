using Nabij.Notifications.EventTypes;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Notifications.Feed;

internal static class FeedQuery
{
    private const int MostTypes = 50;

    /// <summary>Reads <c>types=a,b</c>; false with the reason when one is unknown, so that a slip does not look like silence.</summary>
    public static bool TryTypes(string? text, EventCatalog catalog, out string[] types, out Text error)
    {
        types = text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        error = ($"Geef ten hoogste {MostTypes} soorten die op /notifications/v1/event-types staan.", $"Give at most {MostTypes} types that stand on /notifications/v1/event-types.");
        return types.Length <= MostTypes && types.All(catalog.Knows);
    }

    public static readonly Text BadPosition = ("Geef een positie: 0 of hoger.", "Give a position: 0 or higher.");
}
