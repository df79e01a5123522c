using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Logs;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Outreach;

/// <summary>Begins a round. A handler begins one for the own organisation, a coordinator for the organisation that follows up in the municipality.</summary>
internal static class StartRound
{
    private static readonly Text NoOrganisation = ("Kies eerst welke organisatie in deze gemeente opvolgt.", "First choose which organisation follows up in this municipality.");
    private static readonly Text Backwards = ("De laatste dag ligt voor de eerste, of meer dan een jaar later.", "The last day is before the first, or more than a year later.");
    private static readonly Text Elsewhere = ("Deze buurt ligt niet in de gemeente.", "This neighbourhood is not in the municipality.");

    public static void Map(IEndpointRouteBuilder rounds) => rounds.MapPost("", HandleAsync)
        .WithName("StartOutreachRound").WithSummary("Begin a round of home visits").WithIdempotency().ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Created<RoundView>, ProblemHttpResult>> HandleAsync(StartRoundRequest request, Caller caller, UnitOfWork work, KeyVault vault,
        AuditLog audit, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var (from, until) = (request.FromDate!.Value, request.UntilDate!.Value);
        if (!caller.ActsIn(request.Municipality)) return Problem.NotYourMunicipality();
        if (until < from || until > from.AddYears(1)) return Problem.Invalid("untilDate", Backwards);
        if (request.Neighbourhood is not null && request.Neighbourhood[2..6] != request.Municipality[2..]) return Problem.Invalid("neighbourhood", Elsewhere);
        var organisation = caller.Is(Roles.Handler) ? caller.Organisation : await work.QuerySingleOrDefaultAsync<Guid?>(RoutedSql, new { request.Municipality }, ct);
        if (organisation is not { } visitor) return Problem.Conflict(NoOrganisation);

        var round = new OutreachRound
        {
            Id = Guid.NewGuid(),
            Municipality = request.Municipality,
            OrganisationId = visitor,
            Kind = request.Kind,
            Area = request.Neighbourhood,
            FromDate = from,
            UntilDate = until,
            KeepDays = request.KeepDays ?? 90,
        };
        using (await vault.CreateAsync(round.Id, round.Municipality, ct)) { }
        await work.ExecuteAsync(InsertSql, new
        {
            round.Id,
            round.Municipality,
            round.OrganisationId,
            round.Kind,
            round.Area,
            round.FromDate,
            round.UntilDate,
            round.KeepDays,
            now = time.GetUtcNow(),
        }, ct);
        await audit.WriteAsync(work, new AuditEntry(round.Municipality, "start-outreach", AuditActor.Of(caller, caller.Is(Roles.Handler) ? Roles.Handler : Roles.Coordinator))
        {
            Signal = round.Id,
        }, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, round.Version);
        return TypedResults.Created((string?)null, RoundView.Of(round, []));
    }

    private const string RoutedSql = "select organisation_id from routing where municipality = @Municipality";

    private const string InsertSql = """
        insert into outreach_round (id, municipality, organisation_id, kind, area, from_date, until_date, keep_days, state, created_at, version)
        values (@Id, @Municipality, @OrganisationId, @Kind, @Area, @FromDate, @UntilDate, @KeepDays, 'open', @now, 1)
        """;
}

/// <param name="Kind">Who are visited.</param>
/// <param name="Neighbourhood">CBS code of a district or neighbourhood.</param>
/// <param name="KeepDays">After closing, 1 to 365; 90 without it. After that the key of the addresses is destroyed.</param>
internal sealed record StartRoundRequest(
    [property: Needed, MunicipalityCode] string Municipality,
    [property: Needed, OneOf("home-visits-75-plus", "new-residents", "bereaved", "other")] string Kind,
    [property: NeighbourhoodCode] string? Neighbourhood,
    [property: Needed] DateOnly? FromDate,
    [property: Needed] DateOnly? UntilDate,
    [property: Between(1, 365)] int? KeepDays);
