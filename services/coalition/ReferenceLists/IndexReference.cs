using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference;
using Lists = Nabij.Reference.ReferenceLists;

namespace Nabij.Coalition.ReferenceLists;

/// <param name="Count">Number of items.</param>
/// <param name="Href">Where the list stands.</param>
internal sealed record ReferenceIndexItem(string Name, string TitleNl, string TitleEn, int Count, string Href);

internal sealed record ReferenceIndex(IReadOnlyList<ReferenceIndexItem> Items);

internal static class IndexReference
{
    private static readonly ReferenceIndex Index = new([
        .. Lists.Names.Select(Lists.Get).Select(l => Item(l.Name, l.TitleNl, l.TitleEn, l.Count))
            .Append(Item("municipalities", "Gemeenten", "Municipalities", Municipalities.All.Count))
            .Append(Item("postcodes", "Postcodegebieden", "Postcode areas", Postcodes.All.Count))
            .OrderBy(i => i.Name, StringComparer.Ordinal)]);

    public static void Map(IEndpointRouteBuilder reference) => reference.MapGet("", Handle)
        .WithName(nameof(IndexReference)).WithSummary("All lists, with the number of items");

    private static Ok<ReferenceIndex> Handle() => TypedResults.Ok(Index);

    private static ReferenceIndexItem Item(string name, string nl, string en, int count) => new(name, nl, en, count, Addresses.OfList(name));
}
