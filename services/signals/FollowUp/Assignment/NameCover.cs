using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Privacy;

namespace Nabij.Signals.FollowUp.Assignment;

/// <summary>A handler who will be away names a colleague of the same organisation. It gives the colleague no right: handlers may see all of their organisation's signals; it fills the work list.</summary>
internal static class NameCover
{
    /// <summary>Of one handler, that are not over.</summary>
    private const int Most = 20;

    private static readonly Text Backwards = ("De laatste dag ligt voor de eerste.", "The last day comes before the first.");
    private static readonly Text Over = ("Kies een periode die nog niet voorbij is, van ten hoogste een jaar.", "Choose a period that is not over yet, of a year at most.");
    private static readonly Text Yourself = ("Kies een collega.", "Choose a colleague.");
    private static readonly Text Enough = ($"U hebt al {Most} keer vervanging geregeld.", $"You have named cover {Most} times already.");

    public static void Map(IEndpointRouteBuilder covers) => covers.MapPost("", HandleAsync)
        .WithName(nameof(NameCover)).WithSummary("Name a colleague who covers for you").WithIdempotency()
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Created<CoverView>, ProblemHttpResult>> HandleAsync(NameCoverRequest request, Caller caller, UnitOfWork work, TimeProvider time,
        CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var (from, until, today) = (request.FromDate!.Value, request.UntilDate!.Value, DutchDay.Of(now));
        if (until < from) return Problem.Invalid("untilDate", Backwards);
        if (until < today || until.DayNumber - today.DayNumber > 366) return Problem.Invalid("untilDate", Over);
        if (request.CoveredBy == caller.Subject) return Problem.Invalid("coveredBy", Yourself);
        if (caller.Organisation is not { } organisation) return Problem.NotFound();
        if (await work.QuerySingleAsync<long>(CountSql, new { organisation, caller.Subject, today }, ct) >= Most) return Problem.Conflict(Enough);

        var cover = new CoverView(Guid.CreateVersion7(), caller.Subject!, request.CoveredBy, from, until);
        await work.ExecuteAsync(InsertSql, new { cover.Id, organisation, cover.Absent, cover.CoveredBy, cover.FromDate, cover.UntilDate, now }, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, cover);
    }

    private const string CountSql = "select count(*) from cover where organisation_id = @organisation and absent = @Subject and until_date >= @today";

    private const string InsertSql = """
        insert into cover (id, organisation_id, absent, covered_by, from_date, until_date, created_at)
        values (@Id, @organisation, @Absent, @CoveredBy, @FromDate, @UntilDate, @now)
        """;
}

/// <param name="CoveredBy">Subject of the colleague's token.</param>
/// <param name="FromDate">The first day, in Europe/Amsterdam.</param>
/// <param name="UntilDate">The last day; within a year.</param>
internal sealed record NameCoverRequest([property: Needed, StaffSubject, NotPersonal("opaque account of a handler")] string CoveredBy, [property: Needed] DateOnly? FromDate, [property: Needed] DateOnly? UntilDate);

/// <param name="Absent">Subject of who is away.</param>
internal sealed record CoverView(Guid Id, string Absent, string CoveredBy, DateOnly FromDate, DateOnly UntilDate);
