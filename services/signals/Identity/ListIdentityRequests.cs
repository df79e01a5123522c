using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.FollowUp;

namespace Nabij.Signals.Identity;

internal static class ListIdentityRequests
{
    public static void Map(IEndpointRouteBuilder requests) => requests.MapGet("", HandleAsync).RequireAuthorization($"{Roles.Handler}|{Roles.PrivacyOfficer}")
        .WithName(nameof(ListIdentityRequests)).WithSummary("What was asked about the reporter of a signal, newest first");

    private static async Task<Results<Ok<IdentityRequests>, ProblemHttpResult>> HandleAsync(Guid id, Caller caller, UnitOfWork work, CancellationToken ct)
    {
        if (await work.LoadForChangeAsync(id, ct) is not { } signal || !signal.IsSeenBy(caller)) return Problem.NotFound();
        var rows = await work.QueryAsync<IdentityRequestView.Row>(ListSql, new { id }, ct);
        return TypedResults.Ok(new IdentityRequests([.. rows.Select(r => IdentityRequestView.Of(r, caller.Subject))]));
    }

    private const string ListSql = $"select {IdentityRequestView.Columns} from identity_request where signal_id = @id order by asked_at desc, id limit 50";
}

internal sealed record IdentityRequests(IReadOnlyList<IdentityRequestView> Items);
