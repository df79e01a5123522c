using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Calendar;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Signals.Statistics;

/// <summary>What was published of a municipality. There are whole quarters only, and one division at a time: no table of two.</summary>
internal static class GetStatistics
{
    private static readonly Text TooLong = ("Kies ten hoogste vijf jaar, met de eerste dag voor de laatste.", "Choose at most five years, with the first day before the last.");

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/statistics", HandleAsync)
        .WithName(nameof(GetStatistics)).WithSummary("Signals of a municipality by quarter: groups of ten or more, rounded to fives").WithTags("Statistics")
        .RequireAuthorization($"{Roles.Coordinator}|{Roles.Member}|{Roles.Handler}|{Roles.PrivacyOfficer}");

    /// <param name="by">By which division.</param>
    /// <param name="from">Quarters that begin on this day or later; a year of quarters without it.</param>
    /// <param name="to">Quarters that end on this day or earlier; today without it.</param>
    private static async Task<Results<Ok<MunicipalityStatistics>, ProblemHttpResult>> HandleAsync([Needed, MunicipalityCode] string municipality,
        [Needed, OneOf("neighbourhood", "month", "route", "role", "outcome")] string by, Caller caller, NpgsqlDataSource db, TimeProvider time, CancellationToken ct,
        DateOnly? from = null, DateOnly? to = null)
    {
        if (!caller.ActsIn(municipality)) return Problem.NotYourMunicipality();
        var last = to ?? time.Today();
        var first = from ?? Quarter.Of(last).Start.AddYears(-1);
        if (first.Year < 2000 || last.Year > 2200 || first > last || first.AddYears(5) < last) return Problem.Invalid("from", TooLong);

        await using var connection = await db.OpenConnectionAsync(ct);
        var figures = (await connection.QueryAsync<Row>(new CommandDefinition(FindSql, new { municipality, by, first, last }, cancellationToken: ct)))
            .ToLookup(f => f.Quarter, f => new Figure(f.Code, f.Count));
        var published = (await connection.QueryAsync<DateOnly>(new CommandDefinition(PublishedSql, new { first, last }, cancellationToken: ct))).ToHashSet();
        return TypedResults.Ok(new MunicipalityStatistics(municipality, by, Suppression.Least, Suppression.Step, [.. Quarter.Between(first, last)
            .Select(quarter => PeriodStatistics.Of(quarter, published.Contains(quarter.Start), [.. figures[quarter.Start]]))]));
    }

    private sealed record Row(DateOnly Quarter, string Code, int Count);

    private const string FindSql = """
        select quarter, code, count from statistic where municipality = @municipality and by = @by and quarter between @first and @last order by quarter, count desc, code
        """;

    private const string PublishedSql = "select quarter from statistic_quarter where quarter between @first and @last";
}

/// <param name="Least">A smaller group is not shown.</param>
/// <param name="RoundedTo">Each count is a multiple of it.</param>
internal sealed record MunicipalityStatistics(string Municipality, string By, int Least, int RoundedTo, IReadOnlyList<PeriodStatistics> Periods);

/// <param name="IsPublished">False: the quarter has not ended yet, or is from before the desk.</param>
/// <param name="Items">Empty too when there were fewer than ten.</param>
/// <param name="Rest">All groups together that are not shown; absent when there are none, or all together are fewer than ten.</param>
internal sealed record PeriodStatistics(DateOnly FromDate, DateOnly ToDate, bool IsPublished, IReadOnlyList<StatisticItem> Items, int? Rest)
{
    public static PeriodStatistics Of(Quarter quarter, bool isPublished, IReadOnlyList<Figure> figures) => new(quarter.Start, quarter.End, isPublished,
        [.. figures.Where(f => f.Code != Figure.Rest).Select(f => new StatisticItem(f.Code, f.Count))], figures.FirstOrDefault(f => f.Code == Figure.Rest)?.Count);
}

/// <param name="Code">Of a district (or the four digits of a postcode), a month (<c>2026-03</c>), a route, a role or an outcome; <c>not-told</c> where there is none.</param>
internal sealed record StatisticItem(string Code, int Count);
