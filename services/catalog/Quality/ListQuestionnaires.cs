using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Quality;

/// <param name="Version">The newest.</param>
/// <param name="Versions">All of them, the newest first: each can still be read.</param>
internal sealed record ListedQuestionnaire(string Key, string Title, int Version, DateOnly PublishedDate, IReadOnlyList<int> Versions);

internal static class ListQuestionnaires
{
    public static void Map(IEndpointRouteBuilder questionnaires) => questionnaires.MapGet("", Handle)
        .WithName(nameof(ListQuestionnaires)).WithSummary("List the questionnaires about quality")
        .AllowAnonymous().WithPublicCaching();

    private static Ok<PagedList<ListedQuestionnaire>> Handle(HttpContext http, [Between(1, 1000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        var all = Questionnaires.All.GroupBy(q => q.Key)
            .Select(g => new ListedQuestionnaire(g.Key, g.First().Title.ToString(), g.First().Version, g.First().PublishedDate, [.. g.Select(q => q.Version)])).ToList();
        return Paging.Ok(http, [.. all.Skip(Paging.Offset(page, pageSize)).Take(pageSize)], page, pageSize, all.Count);
    }
}
