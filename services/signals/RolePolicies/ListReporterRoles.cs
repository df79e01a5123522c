using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference;
using Nabij.Reference.Calendar;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Signals.RolePolicies;

/// <summary>The roles in which somebody can report in a municipality, with what a reporter of each must know before sending.</summary>
internal static class ListReporterRoles
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/reporter-roles", HandleAsync)
        .WithName(nameof(ListReporterRoles)).WithSummary("The roles of reporters in a municipality, and on what conditions each reports");

    private static async Task<Ok<ReporterRoleList>> HandleAsync([Needed, MunicipalityCode] string municipality, NpgsqlDataSource db, TimeProvider time, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var entered = (await connection.QueryAsync<EnteredPolicy>(new CommandDefinition(
            EnteredPolicy.FindSql, new { municipality, role = (string?)null }, cancellationToken: ct))).ToDictionary(p => p.Role);
        var today = time.Today();
        return TypedResults.Ok(new ReporterRoleList([.. ReferenceLists.ReporterRoles.Items.Select(role =>
            ReporterRoleView.Of(role, PolicyHere.Of(RolePolicy.For(role.Code), entered.GetValueOrDefault(role.Code), today)))]));
    }
}

internal sealed record ReporterRoleList(IReadOnlyList<ReporterRoleView> Items);

/// <param name="IsOpen">False: who has this role cannot report in it here now; <paramref name="ClosedBecause"/> says why.</param>
/// <param name="SourceBases">Of which one must be met; empty when nothing is asked.</param>
/// <param name="ValidUntilDate">Last day of the basis, where it is one that ends.</param>
/// <param name="Notice">To read before sending, in the language of the request.</param>
internal sealed record ReporterRoleView(
    string Code, string Label, bool IsOpen, string? ClosedBecause, IReadOnlyList<string> SourceBases, string LegalReference, DateOnly? ValidUntilDate, string Notice)
{
    public static ReporterRoleView Of(SignallerRole role, PolicyHere here) => new(
        role.Code, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? role.LabelEn ?? role.Label : role.Label, here.Closed is null, here.Closed?.ToString(),
        here.Policy.Basis.Codes, here.LegalReference, here.ValidUntil, here.Policy.Notice.ToString());
}
