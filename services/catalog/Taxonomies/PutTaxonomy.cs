using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Taxonomies;

/// <summary>A term that services have is not dropped: an editor takes it from them first, so that no mistake in a list loses what was chosen for hundreds of them.</summary>
internal static class PutTaxonomy
{
    public static void Map(IEndpointRouteBuilder taxonomies) => taxonomies.MapPut("/{municipality}", HandleAsync)
        .WithName(nameof(PutTaxonomy)).WithSummary("Change what a municipality tells services apart by")
        .RequireAuthorization(Roles.Editor).RequireIfMatch()
        .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);

    private static async Task<Results<Ok<Taxonomy>, ProblemHttpResult>> HandleAsync(
        [MunicipalityCode] string municipality, TaxonomyContent request, Caller caller, IfMatch match, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (request.Faults() is { Count: > 0 } faults) return Problem.Invalid(faults);
        if (!caller.ActsIn(municipality)) return Problem.NotYourMunicipality();

        var (now, name, codes) = (clock.GetUtcNow(), TaxonomyId.NameOf(municipality), request.Terms.Select(t => t.Code).ToArray());
        await work.ExecuteAsync(AddSql, new { municipality, id = TaxonomyId.Of(name), now }, ct);
        var version = await work.QuerySingleAsync<long>("select version from taxonomy where municipality = @municipality for update", new { municipality }, ct);
        if (!match.Allows(version)) return Problem.PreconditionFailed();
        var used = await work.QueryAsync<UsedTerm>(UsedSql, new { municipality, codes }, ct);
        if (used.Count > 0) return InUse(used);

        await work.ExecuteAsync(TouchSql, new
        {
            municipality,
            codes,
            labels = request.Terms.Select(t => t.Label).ToArray(),
            labelsEn = request.Terms.Select(t => t.LabelEn).ToArray(),
            descriptions = request.Terms.Select(t => t.Description).ToArray(),
            now,
        }, ct);
        await work.ExecuteAsync("delete from service_label where municipality = @municipality and code <> all(@codes)", new { municipality, codes }, ct);
        await work.ExecuteAsync("delete from taxonomy_term where municipality = @municipality and code <> all(@codes)", new { municipality, codes }, ct);
        foreach (var (number, term) in request.Terms.Index())
            await work.ExecuteAsync(SaveSql, new { municipality, term.Code, id = TaxonomyId.OfTerm(name, term.Code), number = number + 1, term.Label, term.LabelEn, term.Description }, ct);
        await work.ExecuteAsync("update taxonomy set version = version + 1, changed_at = @now where municipality = @municipality", new { municipality, now }, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, version + 1);
        return TypedResults.Ok(new Taxonomy(municipality, request.Terms));
    }

    /// <summary>Names the terms, and as <c>services</c> some that have them.</summary>
    private static ProblemHttpResult InUse(IReadOnlyList<UsedTerm> used)
    {
        var problem = Problem.Conflict((
            $"Aanbod heeft deze termen nog: {string.Join(", ", used.Select(u => $"{u.Label} ({u.Count})"))}. Haal ze daar eerst weg.",
            $"Services still have these terms: {string.Join(", ", used.Select(u => $"{u.Label} ({u.Count})"))}. Take them away there first."));
        problem.ProblemDetails.Extensions["services"] = used.SelectMany(u => u.Some).Distinct().ToArray();
        return problem;
    }

    private sealed record UsedTerm
    {
        public string Label { get; init; } = "";
        public int Count { get; init; }
        public Guid[] Some { get; init; } = [];
    }

    private const string AddSql = """
        insert into taxonomy (municipality, id, version, changed_at) values (@municipality, @id, 0, @now) on conflict do nothing
        """;

    /// <summary>By what is still shown there: what has ended, or left the municipality, loses a dropped term without a word.</summary>
    private const string UsedSql = """
        select t.label, count(*)::int as count, (array_agg(s.id order by s.name))[1:20] as some
        from taxonomy_term t
        join service_label l on l.municipality = t.municipality and l.code = t.code
        join service s on s.id = l.service_id
        where t.municipality = @municipality and t.code <> all(@codes) and s.state <> 'archived' and (s.national or s.municipalities @> array[@municipality])
        group by t.label, t.number
        order by t.number
        """;

    /// <summary>Services whose label is worded anew are told anew.</summary>
    private const string TouchSql = """
        update service set version = version + 1, labelled_at = @now
        where id in (
            select l.service_id
            from service_label l
            join taxonomy_term t on t.municipality = l.municipality and t.code = l.code
            join unnest(@codes, @labels, @labelsEn, @descriptions) n (code, label, label_en, description) on n.code = t.code
            where t.municipality = @municipality and (t.label, t.label_en, t.description) is distinct from (n.label, n.label_en, n.description))
        """;

    private const string SaveSql = """
        insert into taxonomy_term (municipality, code, id, number, label, label_en, description)
        values (@municipality, @Code, @id, @number, @Label, @LabelEn, @Description)
        on conflict (municipality, code) do update
        set number = excluded.number, label = excluded.label, label_en = excluded.label_en, description = excluded.description
        """;
}
