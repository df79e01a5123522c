using System.Text.Json;
using Nabij.Messaging;

namespace Nabij.Coalition;

/// <summary>The append-only record of who did what to an aggregate, and when. Codes and ids only: no free text and no names.</summary>
internal static class History
{
    public const string Coalition = "coalition", Partner = "partner", Person = "person", Workgroup = "workgroup", Gap = "gap", Agreement = "agreement";

    /// <param name="what">A code, such as <c>agreed</c>.</param>
    /// <param name="who">Subject of the account; null when an event of another service caused it.</param>
    /// <param name="detail">Codes, ids and dates that the state no longer tells, such as the former due date.</param>
    public static Task AddAsync(UnitOfWork work, string aggregate, Guid id, long version, string what, string? who, DateTimeOffset at,
        object? detail = null, CancellationToken ct = default) =>
        work.ExecuteAsync(AddSql, new { aggregate, id, version, what, who, at, detail = JsonSerializer.Serialize(detail ?? new { }, JsonSerializerOptions.Web) }, ct);

    private const string AddSql = """
        insert into history (aggregate, aggregate_id, version, what, who, at, detail)
        values (@aggregate, @id, @version, @what, @who, @at, @detail::jsonb)
        """;
}
