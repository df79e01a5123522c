using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Coalition.Agreements;

internal static class GetAgreement
{
    public static void Map(IEndpointRouteBuilder agreements) => agreements.MapGet("/agreements/{id:guid}", HandleAsync)
        .WithName(nameof(GetAgreement)).WithSummary("One agreement");

    private static async Task<Results<Ok<AgreementAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var agreement = await db.FindAsync<Agreement>(FindSql, new { id, scope = caller.Scope() }, ct);
        if (agreement is null) return Problem.NotFound();
        ETag.Set(http, agreement.Version);
        return TypedResults.Ok(AgreementAnswer.Of(agreement, clock.Today()));
    }

    private const string FindSql = $"select {AgreementRows.Columns} {AgreementRows.From} where a.id = @id and {Access.ToCoalition}";
}
