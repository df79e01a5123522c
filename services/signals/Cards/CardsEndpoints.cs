using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Signals.Cards;

internal static class CardsEndpoints
{
    public static void MapCards(this IEndpointRouteBuilder api)
    {
        var cards = api.MapGroup("/cards").WithTags("Cards").AllowAnonymous().WithPublicCaching();
        cards.MapGet("", List).WithName("ListCards").WithSummary("The signal cards, newest version of each");
        cards.MapGet("/{key}", Get).WithName("GetCard").WithSummary("One signal card").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Ok<CardList> List() => TypedResults.Ok(new CardList([.. CardLibrary.Current.Select(c => new CardSummary(c.Key, c.Version, c.Mode, c.Title))]));

    /// <param name="key">Of the card.</param>
    /// <param name="version">An older version; the newest without it.</param>
    private static Results<Ok<Card>, ProblemHttpResult> Get([LengthBetween(1, 40)] string key, [LengthBetween(1, 20)] string? version = null) =>
        CardLibrary.Find(key, version) is { } card ? TypedResults.Ok(card) : Problem.NotFound();
}

internal sealed record CardList(IReadOnlyList<CardSummary> Items);

internal sealed record CardSummary(string Key, string Version, CardMode Mode, string Title);
