using System.Diagnostics;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Npgsql;

namespace Nabij.Signals.Logs;

/// <param name="Subject">The token's subject: opaque.</param>
/// <param name="Role">In which role.</param>
internal sealed record AuditActor(string Subject, string Role, Guid? Organisation)
{
    /// <summary>Whoever shows the receipt: nobody knows more.</summary>
    public static readonly AuditActor Reporter = new("reporter", "reporter", null);

    /// <param name="role">The role that the endpoint asks for.</param>
    public static AuditActor Of(Caller caller, string role) => new(caller.Subject ?? "", role, caller.Organisation);
}

/// <param name="Action">Code: <c>open</c>, <c>transition</c>, <c>contact-attempt</c>, ...</param>
internal sealed record AuditEntry(string Municipality, string Action, AuditActor Actor)
{
    public Guid? Signal { get; init; }

    /// <summary>Code of the purpose, or of what was done.</summary>
    public string? Purpose { get; init; }

    /// <summary>Codes of the fields that were opened.</summary>
    public string[] Fields { get; init; } = [];
}

/// <summary>
/// Who of the staff did what, append-only: the service may insert and read. The database chains each row to the one before it in the same
/// municipality, by hash; a row that was changed or taken out breaks the chain.
/// </summary>
internal sealed class AuditLog(TimeProvider time)
{
    /// <summary>Best as the last statement of a transaction: the chain of the municipality is locked until its end.</summary>
    public async Task WriteAsync(UnitOfWork work, AuditEntry entry, CancellationToken ct)
    {
        try
        {
            await work.ExecuteAsync(InsertSql, new
            {
                entry.Municipality,
                now = time.GetUtcNow(),
                entry.Actor.Subject,
                entry.Actor.Role,
                entry.Actor.Organisation,
                entry.Action,
                entry.Signal,
                entry.Purpose,
                entry.Fields,
                trace = Activity.Current?.TraceId.ToString(),
            }, ct);
        }
        catch (PostgresException e)
        {
            throw new NpgsqlException("The audit log cannot be written.", e);
        }
    }

    private const string InsertSql = """
        insert into audit_log (municipality, at, actor, role, organisation_id, action, signal_id, purpose, fields, trace_id)
        values (@Municipality, @now, @Subject, @Role, @Organisation, @Action, @Signal, @Purpose, @Fields, @trace)
        """;
}
