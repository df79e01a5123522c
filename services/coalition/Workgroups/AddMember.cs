using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Workgroups;

/// <param name="PersonId">A contact of an active partner of the coalition.</param>
internal sealed record AddMemberRequest(
    [property: Needed] Guid? PersonId,
    [property: Needed, OneOf("lead", "deputy", "secretary", "member", "observer")] string Role);

internal static class AddMember
{
    private static readonly Text NotThere = (
        "Kies een contactpersoon van een actieve partner van de coalitie.", "Choose a contact of an active partner of the coalition.");

    public static void Map(IEndpointRouteBuilder workgroups) => workgroups.MapPost("/workgroups/{id:guid}/members", HandleAsync)
        .WithName(nameof(AddMember)).WithSummary("Give somebody a seat in the workgroup")
        .WithIdempotency().ProducesProblem(409);

    private static async Task<Results<Created<WorkgroupAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, AddMemberRequest request, Caller caller, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var group = await WorkgroupRows.FindForChangeAsync(work, id, caller, ct);
        if (group is null || !group.IsManagedBy(caller)) return Problem.NotFound();
        var found = await work.QuerySingleOrDefaultAsync<Seat>(PersonSql, new { request.PersonId, group.CoalitionId }, ct);
        if (found is null) return Problem.Invalid("personId", NotThere);
        var seat = found with { Role = Enum.Parse<SeatRole>(request.Role, ignoreCase: true), DesignatedDate = clock.Today() };
        if (group.Take(seat) is { } refusal) return refusal.ToProblem();

        await work.ExecuteAsync(InsertSql, new { seatId = Guid.CreateVersion7(), id, seat.PersonId, request.Role, seat.DesignatedDate }, ct);
        await WorkgroupRows.SaveAsync(work, group, ct);
        await History.AddAsync(work, History.Workgroup, id, group.Version, "member-added", caller.Subject, clock.GetUtcNow(), new { seat.PersonId, request.Role }, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, group.Version);
        return TypedResults.Created(Addresses.OfWorkgroup(id), WorkgroupAnswer.Of(group));
    }

    private const string PersonSql = """
        select h.id as person_id, h.name as person_name, h.account, p.id as partner_id, p.name as partner_name
        from person h join partner p on p.id = h.partner_id
        where h.id = @PersonId and h.erased_at is null and p.coalition_id = @CoalitionId and p.status = 'active'
        """;

    private const string InsertSql = """
        insert into seat (id, workgroup_id, person_id, role, designated_date) values (@seatId, @id, @PersonId, @Role, @DesignatedDate)
        """;
}
