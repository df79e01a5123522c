using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Signals.FollowUp;

/// <summary>What stands with a signal, for what only reads.</summary>
internal static class OwnSignals
{
    /// <summary>A page of the rows of one signal (<c>@id</c>); 404 when it is not the caller's.</summary>
    public static async Task<Results<Ok<PagedList<T>>, ProblemHttpResult>> ListOfSignalAsync<T>(
        this NpgsqlDataSource db, HttpContext http, Guid id, string select, string from, string order, int page, int pageSize, CancellationToken ct)
    {
        var caller = Caller.Of(http.User);
        await using var connection = await db.OpenConnectionAsync(ct);
        if (!await connection.QuerySingleAsync<bool>(new CommandDefinition(
            OwnSql, new { id, caller.Organisation, everywhere = caller.ActsEverywhere, municipalities = caller.Municipalities.ToArray() }, cancellationToken: ct))) return Problem.NotFound();
        var (items, total) = await connection.ReadPageAsync<T>(select, from, order, new { id }, page, pageSize, ct);
        return Paging.Ok(http, items, page, pageSize, total);
    }

    private const string OwnSql = """
        select exists (select from signal where id = @id and organisation_id = @Organisation and (@everywhere or municipality = any(@municipalities)))
        """;
}
