using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Corrections;

/// <param name="Field">The field that is wrong, if it is about one.</param>
/// <param name="Text">What somebody wants to add. Only editors and the organisation read it.</param>
internal sealed record MakeCorrectionRequest(
    [property: Needed, OneOf("wrong-phone", "closed", "wrong-time", "wrong-price", "other")] string Kind,
    [property: ContentField] string? Field = null,
    [property: LengthBetween(1, 500)] string? Text = null);

internal sealed record CorrectionReceived(Guid Id, DateTimeOffset ReceivedAt);

/// <summary>Anyone may say that something is not right, without an account. Nothing of the caller is kept.</summary>
internal static class MakeCorrection
{
    private static readonly Text Over = ("Dit aanbod is gestopt.", "This service has ended.");
    private static readonly Text Enough = ("Er zijn al veel meldingen over dit aanbod. Een redacteur kijkt ernaar.", "There are many corrections to this service already. An editor will look.");

    public static void Map(IEndpointRouteBuilder services) => services.MapPost("/{id:guid}/corrections", HandleAsync)
        .WithName(nameof(MakeCorrection)).WithSummary("Say that something is not right, without an account")
        .AllowAnonymous().WithIdempotency().ProducesProblem(409);

    private static async Task<Results<Created<CorrectionReceived>, ProblemHttpResult>> HandleAsync(
        Guid id, MakeCorrectionRequest request, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken ct)
    {
        var service = await ServiceRows.FindForChangeAsync(work, id, ct);
        if (service is not { IsPublic: true }) return Problem.NotFound();
        if (service.State == ServiceState.Archived) return Problem.Conflict(Over);
        if (await work.QuerySingleAsync<int>(CountSql, new { id }, ct) >= Correction.MostOpen) return Problem.Conflict(Enough);

        var received = new CorrectionReceived(Guid.NewGuid(), clock.GetUtcNow());
        // A portal speaks for residents.
        var professional = caller.Subject is not null && !caller.Is(Roles.Portal);
        await work.ExecuteAsync(InsertSql, new { received.Id, serviceId = id, request.Field, request.Kind, request.Text, professional, received.ReceivedAt }, ct);
        await Correction.FlagAsync(work, service, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, received);
    }

    private const string CountSql = "select count(*)::int from correction where service_id = @id and state = 'open'";

    private const string InsertSql = """
        insert into correction (id, service_id, field, kind, text, professional, state, version, received_at)
        values (@Id, @serviceId, @Field, @Kind, @Text, @professional, 'open', 1, @ReceivedAt)
        """;
}
