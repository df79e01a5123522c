using Nabij.Messaging;
using NpgsqlTypes;

namespace Nabij.Catalog.Imports;

/// <summary>Where the faults of rows are written.</summary>
internal static class ImportErrors
{
    public static async Task StoreAsync(UnitOfWork work, Guid import, IEnumerable<(int Line, int Number, RowFault Fault)> faults, CancellationToken ct)
    {
        var all = faults.ToList();
        if (all.Count == 0) return;
        var connection = await work.OpenAsync(ct);
        await using var copy = await connection.BeginBinaryImportAsync(CopySql, ct);
        foreach (var (line, number, fault) in all)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(import, ct);
            await copy.WriteAsync(line, ct);
            await copy.WriteAsync(number, ct);
            if (fault.Heading is null) await copy.WriteNullAsync(ct);
            else await copy.WriteAsync(fault.Heading, NpgsqlDbType.Text, ct);
            foreach (var text in new[] { fault.Problem.Nl, fault.Problem.En, fault.Remedy.Nl, fault.Remedy.En }) await copy.WriteAsync(text, NpgsqlDbType.Text, ct);
        }

        await copy.CompleteAsync(ct);
    }

    private const string CopySql = "copy import_error (import_id, line, number, heading, problem_nl, problem_en, remedy_nl, remedy_en) from stdin (format binary)";
}
