using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Coalition.Partners;

internal static class ErasePerson
{
    public static void Map(IEndpointRouteBuilder partners) => partners.MapDelete("/people/{id:guid}", HandleAsync)
        .WithName(nameof(ErasePerson)).WithSummary("Erase a contact: name, role, account and address go, what was agreed stays");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken ct)
    {
        var person = await PersonRows.FindForChangeAsync(work, id, caller, ct);
        if (person is null) return Problem.NotFound();
        if (!person.Erase(clock.GetUtcNow())) return TypedResults.NoContent();

        await PersonRows.SaveAsync(work, person, ct);
        await History.AddAsync(work, History.Person, id, person.Version, "erased", caller.Subject, clock.GetUtcNow(), ct: ct);
        await Departure.OfAsync(work, [id], caller.Subject, clock, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
