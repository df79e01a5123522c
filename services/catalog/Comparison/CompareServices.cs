using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Catalog.Supplements;
using Nabij.Catalog.Taxonomies;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Comparison;

/// <summary>Services side by side.</summary>
/// <param name="Rows">The same fields for each, in a fixed order.</param>
internal sealed record ComparisonAnswer(IReadOnlyList<ComparedService> Services, IReadOnlyList<ComparisonRow> Rows);

/// <param name="Supplement">When a municipality was asked for that tells something of its own: it stands in the values already.</param>
internal sealed record ComparedService(Guid Id, string Name, string Organisation, ServiceState State, ShownSupplement? Supplement);

/// <param name="Field">The name of the field in the API.</param>
/// <param name="Values">One for each service, in their order; what is not known says so.</param>
/// <param name="Differs">The services are not all the same in this.</param>
internal sealed record ComparisonRow(string Field, string Label, IReadOnlyList<string> Values, bool Differs);

internal static class CompareServices
{
    private const int Fewest = 2, Most = 4;

    public static void Map(IEndpointRouteBuilder services) => services.MapGet("/compare", HandleAsync)
        .WithName(nameof(CompareServices)).WithSummary("Put two to four services side by side")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Results<Ok<ComparisonAnswer>, ProblemHttpResult>> HandleAsync(
        [AtMost(Most)] Guid[] id, NpgsqlDataSource db, CancellationToken ct, [MunicipalityCode] string? municipality = null)
    {
        if (id.Length < Fewest || id.Distinct().Count() < id.Length) return Problem.Invalid("id", HowMany);
        await using var connection = await db.OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(SelectSql, new { id }, cancellationToken: ct))).ToDictionary(r => r.Id);
        if (rows.Count < id.Length) return Problem.NotFound();
        var services = id.Select(i => rows[i].ToService()).ToList();
        var supplements = await SupplementRows.ApplyAsync(connection, municipality, services, ct);
        var labels = municipality is null ? null : await ServiceLabels.OfAsync(connection, municipality, id, ct);
        return TypedResults.Ok(new ComparisonAnswer(
            [.. services.Select(s => new ComparedService(s.Id, s.Content.Name, rows[s.Id].Organisation, s.State, supplements.GetValueOrDefault(s.Id)))],
            [.. ComparedFields.All.Concat(labels is { Count: > 0 } ? [ComparedFields.Labels(labels)] : []).Select(field =>
            {
                var values = services.Select(s => field.Show(s.Content, s).ToString()).ToList();
                return new ComparisonRow(field.Name, field.Label.ToString(), values, values.Distinct().Count() > 1);
            })]));
    }

    private sealed record Row : ServiceRows.Row
    {
        public string Organisation { get; init; } = "";
    }

    private static readonly Text HowMany = ("Kies twee tot vier verschillende diensten.", "Choose two to four different services.");

    private const string SelectSql = $"""
        select {ServiceRows.Columns}, (select o.name from organisation o where o.id = organisation_id) as organisation
        from service
        where id = any(@id) and published_at is not null
        """;
}
