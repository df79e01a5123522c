using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Coalition.Partners;

internal static class GetPerson
{
    public static void Map(IEndpointRouteBuilder partners) => partners.MapGet("/people/{id:guid}", HandleAsync)
        .WithName(nameof(GetPerson)).WithSummary("One contact");

    private static async Task<Results<Ok<PersonAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        var person = await db.FindAsync<Person>(PersonRows.FindSql, new { id, scope = caller.Scope() }, ct);
        if (person is null) return Problem.NotFound();
        ETag.Set(http, person.Version);
        return TypedResults.Ok(PersonAnswer.Of(person, caller));
    }
}
