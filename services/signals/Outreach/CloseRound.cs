using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Logs;

namespace Nabij.Signals.Outreach;

/// <summary>Ends a round. Its addresses can be opened for some days yet; then their key is destroyed.</summary>
internal static class CloseRound
{
    private static readonly Text NotOpen = ("Deze ronde is al afgesloten.", "This round was closed already.");

    public static void Map(IEndpointRouteBuilder rounds) => rounds.MapPost("/{id:guid}/close", HandleAsync)
        .WithName("CloseOutreachRound").WithSummary("End a round of home visits").RequireIfMatch().ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<RoundView>, ProblemHttpResult>> HandleAsync(Guid id, Caller caller, IfMatch ifMatch, UnitOfWork work, AuditLog audit, TimeProvider time,
        HttpContext http, CancellationToken ct)
    {
        if (await work.LoadRoundAsync(id, ct) is not { } round || !round.IsFor(caller)) return Problem.NotFound();
        if (!ifMatch.Allows(round.Version)) return Problem.PreconditionFailed();
        if (!round.IsOpen) return Problem.Conflict(NotOpen);

        var closed = round with { State = OutreachRound.Closed, KeepUntil = time.Today().AddDays(round.KeepDays), Version = round.Version + 1 };
        await work.ExecuteAsync(CloseSql, new { id, closed.State, closed.KeepUntil, closed.Version }, ct);
        await audit.WriteAsync(work, new AuditEntry(round.Municipality, "close-outreach", AuditActor.Of(caller, caller.Is(Roles.Handler) ? Roles.Handler : Roles.Coordinator))
        {
            Signal = id,
        }, ct);
        var counts = await work.QueryAsync<VisitCount>(VisitCount.Sql, new { ids = new[] { id } }, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, closed.Version);
        return TypedResults.Ok(RoundView.Of(closed, counts));
    }

    private const string CloseSql = "update outreach_round set state = @State, keep_until = @KeepUntil, version = @Version where id = @id";
}
