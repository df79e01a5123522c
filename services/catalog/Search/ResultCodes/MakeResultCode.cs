using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Search.ResultCodes;

/// <param name="Services">The services of a list in their order: 1 to 100.</param>
internal sealed record MakeResultCodeRequest([property: Needed, AtLeast(1), AtMost(100)] IReadOnlyList<Guid> Services);

/// <param name="Code">Six digits in pairs, to say over the phone: <c>41-07-93</c>.</param>
internal sealed record ResultCodeAnswer(string Code, DateTimeOffset ExpiresAt);

/// <summary>
/// Whoever looks at a list and whoever helps on the phone see the same one by a short code. It is no secret and tells nothing about who made it: only the
/// services are stored, not what was searched for.
/// </summary>
internal static class MakeResultCode
{
    private const int Attempts = 20;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public static void Map(IEndpointRouteBuilder codes) => codes.MapPost("", HandleAsync)
        .WithName(nameof(MakeResultCode)).WithSummary("Give a list of services a short code for the phone desk")
        .AllowAnonymous().WithIdempotency().ProducesProblem(503);

    private static async Task<Results<Created<ResultCodeAnswer>, ProblemHttpResult>> HandleAsync(
        MakeResultCodeRequest request, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var services = request.Services.Distinct().ToArray();
        if (await work.QuerySingleAsync<int>(CountSql, new { services }, ct) < services.Length) return Problem.Invalid("services", Unknown);

        var now = clock.GetUtcNow();
        await work.ExecuteAsync("delete from result_code where expires_at < @now", new { now }, ct);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var digits = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
            var code = $"{digits[..2]}-{digits[2..4]}-{digits[4..]}";
            if (await work.ExecuteAsync(InsertSql, new { code, services, now, expiresAt = now + Lifetime }, ct) == 0) continue;
            await work.CommitAsync(ct);
            return TypedResults.Created($"{http.Request.Path}/{code}", new ResultCodeAnswer(code, now + Lifetime));
        }

        return Problem.Of(StatusCodes.Status503ServiceUnavailable);
    }

    private static readonly Text Unknown = ("Een van deze diensten staat niet in de sociale kaart.", "One of these services is not in the catalogue.");

    private const string CountSql = "select count(*) from service where id = any(@services) and published_at is not null";

    private const string InsertSql = """
        insert into result_code (code, services, made_at, expires_at) values (@code, @services, @now, @expiresAt) on conflict (code) do nothing
        """;
}
