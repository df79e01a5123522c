using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Comparison;

/// <summary>Services side by side.</summary>
/// <param name="Rows">The same fields for each, in a fixed order.</param>
internal sealed record ComparisonAnswer(IReadOnlyList<ComparedService> Services, IReadOnlyList<ComparisonRow> Rows);

internal sealed record ComparedService(Guid Id, string Name, string Organisation, ServiceState State);

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

    private static async Task<Results<Ok<ComparisonAnswer>, ProblemHttpResult>> HandleAsync([AtMost(Most)] Guid[] id, NpgsqlDataSource db, CancellationToken ct)
    {
        if (id.Length < Fewest || id.Distinct().Count() < id.Length) return Problem.Invalid("id", HowMany);
        await using var connection = await db.OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(SelectSql, new { id }, cancellationToken: ct))).ToDictionary(r => r.Id);
        if (rows.Count < id.Length) return Problem.NotFound();
        var services = id.Select(i => rows[i].ToCompared()).ToList();
        return TypedResults.Ok(new ComparisonAnswer(
            [.. services.Select(s => s.Service)],
            [.. ComparedFields.All.Select(field =>
            {
                var values = services.Select(s => field.Show(s.Content, s.VerifiedAt).ToString()).ToList();
                return new ComparisonRow(field.Name, field.Label.ToString(), values, values.Distinct().Count() > 1);
            })]));
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Organisation { get; init; } = "";
        public string State { get; init; } = "";
        public string Content { get; init; } = "";
        public DateTimeOffset? VerifiedAt { get; init; }

        public (ComparedService Service, ServiceContent Content, DateTimeOffset? VerifiedAt) ToCompared()
        {
            var content = JsonSerializer.Deserialize<ServiceContent>(Content, JsonSerializerOptions.Web)!;
            return (new ComparedService(Id, content.Name, Organisation, ServiceRows.StateOf(State)), content, VerifiedAt);
        }
    }

    private static readonly Text HowMany = ("Kies twee tot vier verschillende diensten.", "Choose two to four different services.");

    private const string SelectSql = """
        select s.id, o.name as organisation, s.state, s.content, s.verified_at
        from service s
        join organisation o on o.id = s.organisation_id
        where s.id = any(@id) and s.published_at is not null
        """;
}
