using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Partners;

internal static class LeaveCoalition
{
    public static void Map(IEndpointRouteBuilder partners) => partners.MapPost("/partners/{id:guid}/leave", HandleAsync)
        .WithName(nameof(LeaveCoalition)).WithSummary("The partner leaves; its seats end and its open agreements need another owner")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<PartnerAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command)
    {
        var (id, caller, _, work, clock, _, ct) = command;
        return PartnerChange.ApplyAsync(command, "left", partner => partner.Leave(), async (_, _) =>
            await Departure.OfAsync(work, [.. await work.QueryAsync<Guid>(PeopleSql, new { id }, ct)], caller.Subject, clock, ct));
    }

    private const string PeopleSql = "select id from person where partner_id = @id";
}
