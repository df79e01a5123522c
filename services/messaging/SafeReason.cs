using Npgsql;

namespace Nabij.Messaging;

/// <summary>What may leave a service about an exception: in a log, a trace or an error queue.</summary>
public static class SafeReason
{
    /// <summary>What failed and where in our code, and never the text of the exception: it may quote a value.</summary>
    public static string Of(Exception error)
    {
        var what = error is PostgresException p ? $"PostgresException {p.SqlState} {p.ConstraintName}".TrimEnd() : error.GetType().Name;
        var where = error.StackTrace?.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.StartsWith("at Nabij.", StringComparison.Ordinal));
        return where is null ? what : $"{what} {where.Split(" in ")[0]}";
    }
}
