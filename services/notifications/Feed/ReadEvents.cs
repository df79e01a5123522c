using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Notifications.EventLog;
using Nabij.Notifications.EventTypes;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Notifications.Feed;

/// <summary>
/// The log as a feed (HTTP feeds): a batch of CloudEvents, oldest first, <c>[]</c> at the end. The Link header's <c>next</c> is the cursor; who follows it
/// misses nothing. With <c>timeout</c> (milliseconds) an empty answer waits that long for an event.
/// </summary>
internal static class ReadEvents
{
    private const string Batch = "application/cloudevents-batch+json";

    public static void Map(IEndpointRouteBuilder events) => events.MapGet("", HandleAsync)
        .WithName(nameof(ReadEvents)).WithSummary("A batch of events after a position, oldest first")
        .Produces<IReadOnlyList<JsonElement>>(StatusCodes.Status200OK, Batch);

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> HandleAsync(
        Caller caller, FeedReader feed, LogTail tail, EventCatalog catalog, IHostApplicationLifetime lifetime, TimeProvider clock, HttpContext http,
        long after = 0, [LengthBetween(0, 5000)] string? types = null, [MunicipalityCode] string? municipality = null,
        [Between(1, 500)] int limit = 100, [Between(0, 30_000)] int timeout = 0)
    {
        if (after < 0) return Problem.Invalid(nameof(after), FeedQuery.BadPosition);
        if (!FeedQuery.TryTypes(types, catalog, out var wanted, out var error)) return Problem.Invalid(nameof(types), error);

        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var (filter, clearance, until) = (new FeedFilter(wanted, municipality), Clearance.Of(caller), clock.GetUtcNow().AddMilliseconds(timeout));
        var page = await feed.ReadAsync(after, filter, clearance, limit, http.RequestAborted);
        while (page.Events.Count == 0 && await WaitAsync(tail, page.Cursor, until - clock.GetUtcNow(), either.Token))
            page = await feed.ReadAsync(page.Cursor, filter, clearance, limit, http.RequestAborted);

        http.Response.Headers.Link = $"<{http.Request.Path}{Next(http.Request, page.Cursor)}>; rel=\"next\"";
        return TypedResults.Text($"[{string.Join(',', page.Events.Select(e => e.Event))}]", Batch, Encoding.UTF8);
    }

    /// <summary>False as well when the service stops: the reader gets its empty batch, and comes back elsewhere.</summary>
    private static async Task<bool> WaitAsync(LogTail tail, long position, TimeSpan atMost, CancellationToken ct)
    {
        try
        {
            return await tail.WaitBeyondAsync(position, atMost, ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static QueryBuilder Next(HttpRequest request, long cursor) =>
        new(request.Query.Where(q => q.Key != "after").SelectMany(q => q.Value, (q, v) => KeyValuePair.Create(q.Key, v ?? "")))
        {
            { "after", cursor.ToString(CultureInfo.InvariantCulture) },
        };
}
