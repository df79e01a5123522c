using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Duplicates;

/// <summary>What somebody has typed so far.</summary>
internal sealed record FindDuplicatesRequest(
    [property: Needed, LengthBetween(3, 120)] string Name,
    Guid? OrganisationId = null,
    [property: LengthBetween(3, 30)] string? Phone = null,
    [property: MailAddress] string? Email = null,
    [property: WebAddress] string? Website = null,
    [property: PostcodeValue] string? Postcode = null);

/// <param name="Items">At most five, the most alike first.</param>
internal sealed record DuplicatesAnswer(IReadOnlyList<PossibleDuplicate> Items);

/// <param name="Score">0 to 1.</param>
/// <param name="Likely">Probably the same; a person decides.</param>
/// <param name="Reasons">What is shared, the heaviest first.</param>
internal sealed record PossibleDuplicate(Guid ServiceId, string Name, Guid OrganisationId, ServiceState State, double Score, bool Likely, IReadOnlyList<SharedFact> Reasons);

/// <summary>While somebody types: does it stand in the catalogue already? By POST, so that what is typed stays out of addresses.</summary>
internal static class FindDuplicates
{
    private const int Most = 5;

    public static void Map(IEndpointRouteBuilder services) => services.MapPost("/duplicates", HandleAsync)
        .WithName(nameof(FindDuplicates)).WithSummary("Services that may be the same as what is typed so far")
        .RequireAuthorization("editor|provider");

    private static async Task<Ok<DuplicatesAnswer>> HandleAsync(FindDuplicatesRequest request, Caller caller, NpgsqlDataSource db, CancellationToken ct)
    {
        var args = new DynamicParameters(OwnServices.Args(caller));
        args.AddDynamicParams(new
        {
            request.Name,
            request.OrganisationId,
            request.Phone,
            request.Email,
            request.Website,
            postcodes = Forms(request.Postcode).ToArray(),
        });
        await using var connection = await db.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(FindSql, args, cancellationToken: ct));
        var alike = from row in rows
                    let likeness = row.Likeness()
                    where likeness.IsWorthALook
                    orderby likeness.Score descending, likeness.Reasons.Count descending, row.Id
                    select row.ToAnswer(likeness);
        return TypedResults.Ok(new DuplicatesAnswer([.. alike.Take(Most)]));
    }

    /// <summary>A whole postcode is written with and without a space. Four digits are a part of a town: too little to share.</summary>
    private static string[] Forms(string? postcode) => postcode?.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant() is { Length: 6 } whole
        ? [whole, $"{whole[..4]} {whole[4..]}"]
        : [];

    private sealed record Row : AlikeRow
    {
        public string Name { get; init; } = "";
        public Guid OrganisationId { get; init; }
        public string State { get; init; } = "";

        public PossibleDuplicate ToAnswer(Likeness likeness) => new(Id, Name, OrganisationId,
            ServiceRows.StateOf(State), Math.Round(likeness.Score, 2), likeness.Score >= Duplicates.Likeness.Likely, likeness.Reasons);
    }

    // Never by the name: it is not enough alone. Each way to find candidates has its index, and an end: an organisation can have thousands of services.
    private const string FindSql = $"""
        with hit as (
            (select id from service where organisation_id = @OrganisationId::uuid {AlikeSql})
            union (select id from service where plain_phone(content->'contact'->>'phone') = plain_phone(@Phone::text) {AlikeSql})
            union (select id from service where lower(content->'contact'->>'email') = lower(@Email::text) {AlikeSql})
            union (select id from service where plain_host(content->'contact'->>'website') = plain_host(@Website::text) {AlikeSql})
            union (select id from unnest(@postcodes) as code join service on content->'locations' @> jsonb_build_array(jsonb_build_object('postcode', code)) {AlikeSql})
        )
        select s.id, s.name, s.organisation_id, s.state, similarity(lower(s.name), lower(@Name)) as similarity,
               s.organisation_id = @OrganisationId::uuid as same_organisation,
               plain_phone(s.content->'contact'->>'phone') = plain_phone(@Phone::text) as same_phone,
               lower(s.content->'contact'->>'email') = lower(@Email::text) as same_email,
               plain_host(s.content->'contact'->>'website') = plain_host(@Website::text) as same_website,
               case when cardinality(@postcodes) > 0 and jsonb_array_length(s.content->'locations') > 0 then
                   exists (select from jsonb_array_elements(s.content->'locations') as place where upper(place->>'postcode') = any(@postcodes)) end as same_postcode
        from hit join service s on s.id = hit.id
        where s.state <> 'archived' and (s.published_at is not null or {OwnServices.ConditionSql})
        """;

    private const string AlikeSql = "order by similarity(lower(name), lower(@Name)) desc limit 100";
}
