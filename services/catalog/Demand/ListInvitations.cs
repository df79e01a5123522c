using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Demand;

/// <summary>An organisation that joined the coalition and of which residents find nothing yet: invite it to tell what it offers.</summary>
/// <param name="Name">Absent when the organisation itself is not in the catalogue yet.</param>
/// <param name="Domain">Code of one of the twelve domains.</param>
/// <param name="Drafts">How many services it has begun to describe.</param>
internal sealed record InvitationAnswer(Guid OrganisationId, string Municipality, string? Name, string Domain, DateTimeOffset JoinedAt, long Drafts);

internal static class ListInvitations
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/invitations", HandleAsync)
        .WithName(nameof(ListInvitations)).WithSummary("Organisations of the coalition that have nothing in the catalogue yet, the newest first")
        .RequireAuthorization(Roles.Editor);

    private static async Task<Results<Ok<PagedList<InvitationAnswer>>, ProblemHttpResult>> HandleAsync(
        Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [MunicipalityCode] string? municipality = null, [Between(1, 1000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        if (!Access.MayAsk(caller, municipality)) return Problem.Forbidden(ServiceTexts.NotYours);
        var (rows, total) = await db.ReadPageAsync<Row>(SelectSql, FromSql, OrderSql, Access.Args(caller, municipality), page, pageSize, ct);
        return Paging.Ok(http, [.. rows.Select(r => new InvitationAnswer(r.OrganisationId, r.Municipality, r.Name, r.Domain, r.JoinedAt, r.Drafts))], page, pageSize, total);
    }

    private sealed record Row
    {
        public Guid OrganisationId { get; init; }
        public string Municipality { get; init; } = "";
        public string? Name { get; init; }
        public string Domain { get; init; } = "";
        public DateTimeOffset JoinedAt { get; init; }
        public long Drafts { get; init; }
    }

    private const string SelectSql = """
        select i.organisation_id, i.municipality, o.name, i.domain, i.joined_at,
               (select count(*) from service s where s.organisation_id = i.organisation_id and s.state in ('draft', 'in-review')) as drafts
        """;

    private const string FromSql = $"""
        from invitation i left join organisation o on o.id = i.organisation_id
        where {Access.ConditionSql}
          and not exists (
              select from service s
              where s.organisation_id = i.organisation_id and s.state = 'published' and (s.national or s.municipalities @> array[i.municipality]))
        """;

    private const string OrderSql = "order by i.joined_at desc, i.organisation_id, i.municipality";
}
