using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Partners;

/// <param name="Account">Subject of the person's account, if there is one.</param>
internal sealed record ChangePersonRequest(
    [property: Needed, LengthBetween(1, 120)] string Name,
    [property: LengthBetween(1, 120)] string? RoleTitle = null,
    [property: LengthBetween(1, 200)] string? Account = null,
    [property: MailAddress] string? Email = null);

internal static class ChangePerson
{
    public static void Map(IEndpointRouteBuilder partners) => partners.MapPut("/people/{id:guid}", HandleAsync)
        .WithName(nameof(ChangePerson)).WithSummary("Change a contact")
        .RequireIfMatch().ProducesProblem(409);

    private static async Task<Results<Ok<PersonAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command, ChangePersonRequest request)
    {
        var (id, caller, match, work, clock, http, ct) = command;
        var person = await PersonRows.FindForChangeAsync(work, id, caller, ct);
        if (person is null) return Problem.NotFound();
        if (!match.Allows(person.Version)) return Problem.PreconditionFailed();
        if (person.Change(request.Name, request.RoleTitle, request.Account, request.Email) is { } refusal) return refusal.ToProblem();

        await PersonRows.SaveAsync(work, person, ct);
        await History.AddAsync(work, History.Person, id, person.Version, "changed", caller.Subject, clock.GetUtcNow(), ct: ct);
        await work.CommitAsync(ct);
        ETag.Set(http, person.Version);
        return TypedResults.Ok(PersonAnswer.Of(person, caller));
    }
}
