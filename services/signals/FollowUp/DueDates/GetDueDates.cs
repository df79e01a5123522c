using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Signals.FollowUp.DueDates;

internal static class GetDueDates
{
    public static void Map(IEndpointRouteBuilder dueDates) => dueDates.MapGet("", HandleAsync)
        .WithName(nameof(GetDueDates)).WithSummary("How many working days each step may take in a municipality");

    private static async Task<Results<Ok<MunicipalityDueDates>, ProblemHttpResult>> HandleAsync([MunicipalityCode] string code, Caller caller, NpgsqlDataSource db,
        HttpContext http, CancellationToken ct)
    {
        if (!caller.ActsIn(code)) return Problem.NotYourMunicipality();
        await using var connection = await db.OpenConnectionAsync(ct);
        var stored = await connection.QuerySingleOrDefaultAsync<StoredTerms>(new CommandDefinition(StoredTerms.FindSql, new { code }, cancellationToken: ct)) ?? new StoredTerms();
        ETag.Set(http, stored.Version);
        return TypedResults.Ok(new MunicipalityDueDates(code, stored.TriageDays, stored.UrgentContactDays, stored.LightContactDays));
    }
}

/// <param name="TriageDays">Working days from the report until it is decided what happens.</param>
/// <param name="UrgentContactDays">Working days until the first attempt at contact, where the card said <c>not-right</c> or <c>urgent</c>.</param>
/// <param name="LightContactDays">The same for every other signal.</param>
internal sealed record MunicipalityDueDates(string Municipality, int TriageDays, int UrgentContactDays, int LightContactDays);

/// <summary>The defaults are version 0.</summary>
internal sealed record StoredTerms
{
    public int TriageDays { get; init; } = Terms.Default.TriageDays;
    public int UrgentContactDays { get; init; } = Terms.Default.UrgentContactDays;
    public int LightContactDays { get; init; } = Terms.Default.LightContactDays;
    public long Version { get; init; }

    public const string FindSql = "select triage_days, urgent_contact_days, light_contact_days, version from due_dates where municipality = @code";

    public const string TermsSql = "select triage_days, urgent_contact_days, light_contact_days from due_dates where municipality = @code";
}
