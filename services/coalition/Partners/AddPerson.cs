using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Partners;

/// <param name="Account">Subject of the person's account, if there is one.</param>
internal sealed record AddPersonRequest(
    [property: Needed, LengthBetween(1, 120)] string Name,
    [property: LengthBetween(1, 120)] string? RoleTitle = null,
    [property: LengthBetween(1, 200)] string? Account = null,
    [property: MailAddress] string? Email = null);

internal static class AddPerson
{
    public static void Map(IEndpointRouteBuilder partners) => partners.MapPost("/partners/{id:guid}/people", HandleAsync)
        .WithName(nameof(AddPerson)).WithSummary("Register a professional contact of the partner; never a resident")
        .WithIdempotency().ProducesProblem(409);

    private static async Task<Results<Created<PersonAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, AddPersonRequest request, Caller caller, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var partner = await PartnerRows.FindForChangeAsync(work, id, caller, ct);
        if (partner is null || !caller.ActsForPartner(partner.OrganisationId)) return Problem.NotFound();
        if (partner.TakesNothingMore() is { } refusal) return refusal.ToProblem();

        var (now, person) = (clock.GetUtcNow(), Person.Register(partner, request.Name, request.RoleTitle, request.Account, request.Email));
        await work.ExecuteAsync(InsertSql, new { person.Id, person.PartnerId, person.Name, person.RoleTitle, person.Account, person.Email, now }, ct);
        await History.AddAsync(work, History.Person, person.Id, person.Version, "registered", caller.Subject, now, ct: ct);
        await work.CommitAsync(ct);
        ETag.Set(http, person.Version);
        return TypedResults.Created(Addresses.OfPerson(person.Id), PersonAnswer.Of(person, caller));
    }

    private const string InsertSql = """
        insert into person (id, partner_id, name, role_title, account, email, created_at, version)
        values (@Id, @PartnerId, @Name, @RoleTitle, @Account, @Email, @now, 1)
        """;
}
