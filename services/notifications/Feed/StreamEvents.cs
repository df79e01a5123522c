using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Notifications.EventLog;
using Nabij.Notifications.EventTypes;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.OpenApi;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Notifications.Feed;

/// <summary>
/// The log as server-sent events: <c>id:</c> is the position, <c>event:</c> the type, <c>data:</c> the CloudEvent. It begins after <c>Last-Event-ID</c>, or
/// <c>after</c>, or at the present end. An empty <c>heartbeat</c> opens it, and in silence moves the position on. It ends with the token, for a token is the clearance.
/// </summary>
internal static class StreamEvents
{
    private const int PageSize = 100;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder events) => events.MapGet("/stream", HandleAsync)
        .WithName(nameof(StreamEvents)).WithSummary("Events as they come, as server-sent events")
        .WithMetadata(new DocumentedHeader("Last-Event-ID", false, "De laatste positie die u kreeg. / The last position that you got."));

    private static async Task<Results<ServerSentEventsResult<string>, ProblemHttpResult>> HandleAsync(
        Caller caller, FeedReader feed, LogTail tail, EventCatalog catalog, IHostApplicationLifetime lifetime, TimeProvider clock, HttpContext http,
        long? after = null, [LengthBetween(0, 5000)] string? types = null, [MunicipalityCode] string? municipality = null)
    {
        if (!FeedQuery.TryTypes(types, catalog, out var wanted, out var error)) return Problem.Invalid(nameof(types), error);
        if (http.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last])
        {
            if (!long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return Problem.Invalid("Last-Event-ID", FeedQuery.BadPosition);
            after = position;
        }

        if (after < 0) return Problem.Invalid(nameof(after), FeedQuery.BadPosition);

        var cursor = after ?? await feed.HeadAsync(http.RequestAborted);
        var end = new CancellationTokenSource(LifeOf(http.User, clock), clock);
        var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, lifetime.ApplicationStopping, http.RequestAborted);
        http.Response.RegisterForDispose(end);
        http.Response.RegisterForDispose(either);
        http.Response.Headers["X-Accel-Buffering"] = "no";
        // The overload with one argument: the other takes the item itself for the data, and writes no id (dotnet/aspnetcore #64183).
        return TypedResults.ServerSentEvents(ReadAsync(feed, tail, cursor, new FeedFilter(wanted, municipality), Clearance.Of(caller), either.Token));
    }

    private static async IAsyncEnumerable<SseItem<string>> ReadAsync(
        FeedReader feed, LogTail tail, long cursor, FeedFilter filter, Clearance clearance, [EnumeratorCancellation] CancellationToken ct)
    {
        // At once, so that the reader knows that it listens, and from where.
        yield return Beat(cursor);
        while (!ct.IsCancellationRequested)
        {
            var page = await feed.ReadAsync(cursor, filter, clearance, PageSize, CancellationToken.None);
            foreach (var e in page.Events) yield return new SseItem<string>(e.Event, e.Type) { EventId = Id(e.Position) };
            cursor = page.Cursor;
            if (page.Events.Count < PageSize && !await HasMoreAsync(tail, cursor, ct) && !ct.IsCancellationRequested)
                yield return Beat(cursor);
        }
    }

    private static async Task<bool> HasMoreAsync(LogTail tail, long position, CancellationToken ct)
    {
        try
        {
            return await tail.WaitBeyondAsync(position, Heartbeat, ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static SseItem<string> Beat(long position) => new("", "heartbeat") { EventId = Id(position) };

    private static string Id(long position) => position.ToString(CultureInfo.InvariantCulture);

    private static TimeSpan LifeOf(ClaimsPrincipal user, TimeProvider clock)
    {
        var expires = DateTimeOffset.FromUnixTimeSeconds(long.Parse(user.FindFirstValue("exp")!, CultureInfo.InvariantCulture));
        var left = expires - clock.GetUtcNow();
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < Longest ? left : Longest;
    }

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
}
