using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.FollowUp;

namespace Nabij.Signals.Rights;

/// <summary>Says which signal a request is about. With an objection or a wish for restriction the signal is restricted at once, before anybody has judged it.</summary>
internal static class LinkSignal
{
    private static readonly Text TooMany = ("Dit verzoek gaat al over 50 meldingen.", "This request is about 50 signals already.");

    public static void Map(IEndpointRouteBuilder requests) => requests.MapPost("/{id:guid}/signals", HandleAsync)
        .WithName(nameof(LinkSignal)).WithSummary("Say which signal a request is about; an objection restricts it at once").ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(Guid id, LinkSignalRequest link, Caller caller, RightsStore store, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var signalId = link.SignalId!.Value;
        if (await store.LoadAsync(id, caller, ct) is not { } request) return Problem.NotFound();
        if (!request.IsOpen) return Problem.Conflict(RightsRequest.Ended);
        if (request.Signals >= RightsStore.MostSignals) return Problem.Conflict(TooMany);
        if (await store.Work.LoadForChangeAsync(signalId, ct) is not { } signal || signal.Municipality != request.Municipality || signal.State == State.Erased)
            return Problem.NotFound();

        await store.Work.ExecuteAsync(LinkSql, new { id, signalId, now, restrict = request.Restricts }, ct);
        await store.LogAsync(request, caller, request.Restricts ? "restrict-signal" : "link-signal", [signalId], now, ct);
        await store.Work.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private const string LinkSql = """
        insert into rights_request_signal (request_id, signal_id, linked_at) values (@id, @signalId, @now) on conflict do nothing;
        update signal set restricted_at = coalesce(restricted_at, @now) where id = @signalId and @restrict;
        """;
}

internal sealed record LinkSignalRequest([property: Needed] Guid? SignalId);
