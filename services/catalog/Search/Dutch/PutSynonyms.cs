using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Search.Dutch;

internal static class PutSynonyms
{
    public static void Map(IEndpointRouteBuilder synonyms) => synonyms.MapPut("/{municipality}", HandleAsync)
        .WithName(nameof(PutSynonyms)).WithSummary("Change the synonyms of a municipality")
        .RequireIfMatch().ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status412PreconditionFailed);

    private static async Task<Results<Ok<SynonymList>, ProblemHttpResult>> HandleAsync(
        [MunicipalityCode] string municipality, SynonymContent request, Caller caller, IfMatch match, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (request.Faults() is { Count: > 0 } faults) return Problem.Invalid(faults);
        if (!caller.ActsIn(municipality)) return Problem.NotYourMunicipality();

        await work.ExecuteAsync(AddSql, new { municipality, now = clock.GetUtcNow() }, ct);
        var version = await work.QuerySingleAsync<long>("select version from synonym_list where municipality = @municipality for update", new { municipality }, ct);
        if (!match.Allows(version)) return Problem.PreconditionFailed();
        var changed = await work.QuerySingleAsync<StoredSynonyms>(ChangeSql, new
        {
            municipality,
            groups = JsonSerializer.Serialize(request.Groups, JsonSerializerOptions.Web),
            wholeWords = (request.WholeWords ?? []).ToArray(),
            now = clock.GetUtcNow(),
        }, ct);
        await work.CommitAsync(ct);

        ETag.Set(http, changed.Version);
        return TypedResults.Ok(changed.ToAnswer());
    }

    private const string AddSql = """
        insert into synonym_list (municipality, groups, whole_words, version, changed_at)
        values (@municipality, '[]', '{}', 0, @now)
        on conflict (municipality) do nothing
        """;

    private const string ChangeSql = $"""
        update synonym_list
        set groups = @groups::jsonb, whole_words = @wholeWords, version = version + 1, changed_at = @now
        where municipality = @municipality
        returning {StoredSynonyms.Columns}
        """;
}
