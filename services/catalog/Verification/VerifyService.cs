using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Verification;

/// <param name="How">How somebody made sure: <c>provider</c> when the organisation itself says so.</param>
/// <param name="Fields">The fields that were confirmed; left out or empty for all of it, which alone sets <c>verifiedAt</c> of the service.</param>
internal sealed record VerifyServiceRequest(
    [property: Needed, OneOf("provider", "phone", "visit", "website", "feed")] string How,
    [property: AtMost(40), ContentField] IReadOnlyList<string>? Fields = null);

/// <summary>One check. It says how and in what role, never who.</summary>
/// <param name="How"><c>provider-link</c>, or as <see cref="VerifyServiceRequest.How"/>.</param>
/// <param name="Fields">Empty for all of it.</param>
internal sealed record VerificationAnswer(Guid Id, string How, string ByRole, string[] Fields, DateTimeOffset VerifiedAt);

internal static class VerifyService
{
    private static readonly Text OwnWord = ("Een aanbieder bevestigt het zelf: kies provider.", "A provider gives its own word: choose provider.");

    public static void Map(IEndpointRouteBuilder services) => services.MapPost("/{id:guid}/verifications", HandleAsync)
        .WithName(nameof(VerifyService)).WithSummary("Record that somebody made sure that it is right")
        .RequireAuthorization("editor|provider").WithIdempotency().ProducesProblem(409);

    private static async Task<Results<Created<VerificationAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, VerifyServiceRequest request, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken ct)
    {
        var service = await ServiceRows.FindForChangeAsync(work, id, ct);
        if (service is null || !service.MayBeChangedBy(caller)) return Problem.NotFound();
        var role = caller.Is(Roles.Editor) ? Roles.Editor : Roles.Provider;
        if (role == Roles.Provider && request.How != "provider") return Problem.Invalid("how", OwnWord);
        if (!service.MayBeVerified) return Problem.Conflict(StepOnService.NotNow, service.Next);

        var answer = await RecordAsync(work, service, request.How, role, request.Fields, clock.GetUtcNow(), ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, answer);
    }

    /// <summary>Sets the clock when all of it was checked, keeps the check in the history, and tells the others.</summary>
    public static async Task<VerificationAnswer> RecordAsync(
        UnitOfWork work, Service service, string how, string role, IReadOnlyList<string>? fields, DateTimeOffset now, CancellationToken ct)
    {
        var answer = new VerificationAnswer(Guid.CreateVersion7(now), how, role, [.. (fields ?? []).Distinct()], now);
        work.Publish(service.Verify(how, role, answer.Fields, now));
        await ServiceRows.UpdateAsync(work, service, ct);
        await work.ExecuteAsync(InsertSql, new { answer.Id, serviceId = service.Id, answer.How, answer.ByRole, answer.Fields, answer.VerifiedAt }, ct);
        return answer;
    }

    private const string InsertSql = """
        insert into verification (id, service_id, how, by_role, fields, verified_at) values (@Id, @serviceId, @How, @ByRole, @Fields, @VerifiedAt)
        """;
}
