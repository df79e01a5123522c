using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Intake;
using Nabij.Signals.Privacy;
using Nabij.Signals.Receipts;

namespace Nabij.Signals.Effect;

/// <summary>
/// Somebody fills in the scale before or after a service, by choice. The first time gives a random code, which the person keeps and which brings the second
/// time to the first. Of the answers only the sums are kept.
/// </summary>
internal static class MeasureEffect
{
    private static readonly Text NoSuchService = ("Deze dienst kennen wij niet.", "We do not know this service.");
    private static readonly Text TooFew = ("Beantwoord ten minste vijf van de zes uitspraken.", "Answer at least five of the six statements.");
    private static readonly Text NoSuchPair = ("Met deze code vinden wij geen eerste meting.", "We find no first measurement with this code.");

    public static void Map(IEndpointRouteBuilder effects)
    {
        effects.MapPost("/before", BeforeAsync).WithName("MeasureBefore").WithSummary("Fill in the loneliness scale before a service; by choice")
            .WithMetadata(Proof.Documented).WithIdempotency();
        effects.MapPost("/after", AfterAsync).WithName("MeasureAfter").WithSummary("Fill in the loneliness scale after a service, with the code of the first time")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    private static async Task<Results<Created<MeasuredBefore>, ProblemHttpResult>> BeforeAsync(MeasureBeforeRequest request, Proof proof, Challenges challenges, PairKeys keys,
        UnitOfWork work, TimeProvider time, CancellationToken ct)
    {
        if (request.Answers.Score() is not { Total: not null } score) return Problem.Invalid("answers", TooFew);
        if (!await work.QuerySingleAsync<bool>(KnownSql, new { request.ServiceId }, ct)) return Problem.Invalid("serviceId", NoSuchService);
        if (await challenges.SpendAsync(proof, work, ct) is { } unsolved) return Problem.Invalid(Proof.Header, unsolved);

        var (code, today) = (Receipt.New(), time.Today());
        var month = today.AddDays(1 - today.Day);
        await work.ExecuteAsync(BeforeSql, new { hash = await keys.HashAsync(code, ct), request.ServiceId, month, score.Total, score.Emotional, score.Social, yearAgo = month.AddYears(-1) }, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, new MeasuredBefore(code.Reveal()));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AfterAsync(MeasureAfterRequest request, PairKeys keys, [FromKeyedServices(PairKeys.Limit)] ReceiptLimit limit, UnitOfWork work,
        HttpResponse response, CancellationToken ct)
    {
        if (request.Answers.Score() is not { Total: not null } score) return Problem.Invalid("answers", TooFew);
        var hash = await keys.HashAsync(Receipt.Read(request.PairCode), ct);
        if (!limit.Allows(hash))
        {
            response.Headers.RetryAfter = "5";
            return Problem.Of(StatusCodes.Status429TooManyRequests);
        }

        await work.ExecuteAsync(TurnSql, ct: ct);
        var paired = await work.ExecuteAsync(AfterSql, new { hash, score.Total, score.Emotional, score.Social }, ct);
        await work.CommitAsync(ct);
        return paired == 0 ? Problem.Of(StatusCodes.Status404NotFound, NoSuchPair) : TypedResults.NoContent();
    }

    private const string KnownSql = "select exists (select from known_service where service_id = @ServiceId)";

    private const string BeforeSql = """
        with ended as (delete from effect_pair where place is null and month < @yearAgo)
        insert into effect_pair (pair_hash, service_id, month, before_total, before_emotional, before_social) values (@hash, @ServiceId, @month, @Total, @Emotional, @Social)
        """;

    // Places have no gaps.
    private const string TurnSql = "select pg_advisory_xact_lock(hashtextextended('effect pairs', 0))";

    private const string AfterSql = """
        update effect_pair p set after_total = @Total, after_emotional = @Emotional, after_social = @Social,
               place = (select count(*) + 1 from effect_pair c where c.service_id = p.service_id and c.place is not null)
        where pair_hash = @hash and place is null
        """;
}

/// <param name="ServiceId">Id in the catalogue.</param>
internal sealed record MeasureBeforeRequest([property: Needed] Guid? ServiceId, [property: Needed] ScaleAnswers Answers);

/// <param name="PairCode">Of the first time; capitals, spaces and dashes do not matter.</param>
internal sealed record MeasureAfterRequest([property: Needed, LengthBetween(1, 40), NotPersonal("random code that only its holder knows")] string PairCode, [property: Needed] ScaleAnswers Answers);

/// <summary>Each may be left out.</summary>
internal sealed record ScaleAnswers(
    [property: OneOf(LonelinessScale.Yes, LonelinessScale.MoreOrLess, LonelinessScale.No)] string? Emptiness,
    [property: OneOf(LonelinessScale.Yes, LonelinessScale.MoreOrLess, LonelinessScale.No)] string? LeanOn,
    [property: OneOf(LonelinessScale.Yes, LonelinessScale.MoreOrLess, LonelinessScale.No)] string? Trust,
    [property: OneOf(LonelinessScale.Yes, LonelinessScale.MoreOrLess, LonelinessScale.No)] string? Close,
    [property: OneOf(LonelinessScale.Yes, LonelinessScale.MoreOrLess, LonelinessScale.No)] string? MissPeople,
    [property: OneOf(LonelinessScale.Yes, LonelinessScale.MoreOrLess, LonelinessScale.No)] string? Rejected)
{
    public ScaleScore Score() => LonelinessScale.Score(
        new[] { ("emptiness", Emptiness), ("lean-on", LeanOn), ("trust", Trust), ("close", Close), ("miss-people", MissPeople), ("rejected", Rejected) }
            .Where(a => a.Item2 is not null).ToDictionary(a => a.Item1, a => a.Item2!));
}

/// <param name="PairCode">Shown once. The person keeps it for the second time; without it nothing leads from the person to the answers.</param>
internal sealed record MeasuredBefore(string PairCode);
