using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Nabij.Catalog.Imports.Hsds;
using Nabij.Catalog.Imports.Sheets;
using Nabij.Catalog.Services;
using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Imports;

/// <summary>
/// Works on one import at a time, some rows per transaction. How far it is, is stored in that same transaction: whoever goes on after a crash neither
/// misses a row nor does one twice. A lease keeps other replicas away; should two meet all the same, the row of the import decides. While some rows are
/// stored, the next are judged, in a transaction of their own that has to wait for its turn.
/// </summary>
internal sealed partial class ImportRun(UnitOfWorkFactory works, NpgsqlDataSource db, IServiceProvider services, TimeProvider clock, ILogger<ImportRun> log)
{
    public const int BatchSize = 1_000;

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly Guid _me = Guid.NewGuid();

    /// <summary>Does the oldest import that nobody is at. False when there is none.</summary>
    public async Task<bool> RunNextAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        Import? import;
        await using (var work = works.Begin())
        {
            import = await work.QuerySingleOrDefaultAsync<Import>(ClaimSql, new { me = _me, now, until = now + Lease }, ct);
            await work.CommitAsync(ct);
        }

        if (import is null) return false;
        try
        {
            for (var attempt = 1; !await RunAsync(import, isLast: attempt == 5, ct); attempt++) import = await FindAsync(import.Id, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException && !MayPass(e))
        {
            // Tried again it would only fail again, and keep the others waiting.
            LogFailed(import.Id, SafeReason.Of(e));
            await FinishAsync(import, (0, new RowFault(null, OurFault, TellUs)), CancellationToken.None);
        }
        finally
        {
            // Also when it was stopped: another one need not wait for the lease to end.
            await using var work = works.Begin();
            await work.ExecuteAsync("update import set worker = null, leased_until = null where id = @Id and worker = @me", new { import.Id, me = _me }, CancellationToken.None);
            await work.CommitAsync(CancellationToken.None);
        }

        return true;
    }

    /// <summary>The database is away, busy or restarting; not: it refuses what we ask of it (data, constraints, syntax).</summary>
    private static bool MayPass(Exception error) => error is NpgsqlException and not PostgresException { SqlState: ['2', '2' or '3', ..] or ['4', '2', ..] };

    /// <summary>False when somebody has just registered one of these: once more from there, it is found, and changed instead.</summary>
    private async Task<bool> RunAsync(Import import, bool isLast, CancellationToken ct)
    {
        try
        {
            await RunAsync(import, ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && !isLast)
        {
            return false;
        }
    }

    private async Task<Import> FindAsync(Guid id, CancellationToken ct)
    {
        await using var work = works.Begin();
        return await work.QuerySingleAsync<Import>($"select {Import.Columns} from import i where i.id = @id", new { id }, ct);
    }

    private async Task RunAsync(Import import, CancellationToken ct)
    {
        await using var body = new StoredBody(db, import.Id);
        var (position, batch, firstLines) = (0, new List<ImportRow>(BatchSize), new Dictionary<string, int>(StringComparer.Ordinal));
        var storing = Task.FromResult(true);
        (int Line, RowFault Fault)? end = null;
        try
        {
            try
            {
                await foreach (var row in AheadAsync(token => import.Format == "hsds" ? HsdsReader.ReadAsync(body, token) : SheetReader.ReadAsync(body, token), ct))
                {
                    if (position == Import.MostRows) throw new UnreadableFileException(row.Line, new RowFault(null, TooMany, Split));
                    position++;
                    // Rows that were dealt with before a crash are read again, for their ids alone.
                    if ((row.ServiceId?.ToString() ?? row.SourceId) is { } id && !firstLines.TryAdd(id, row.Line))
                        row.Faults.Add(new RowFault(row.ServiceId is null ? Sheet.SourceId : Sheet.Id, RowJudge.Twice(firstLines[id]), RowJudge.Unique));
                    if (position <= import.Position) continue;
                    batch.Add(row);
                    if (batch.Count == BatchSize && !await NextAsync()) return;
                }
            }
            catch (UnreadableFileException unreadable)
            {
                end = (unreadable.Line, unreadable.Fault);
            }

            if (batch.Count > 0 && !await NextAsync()) return;
            if (await storing) await FinishAsync(import, end, ct);
        }
        finally
        {
            // It may have failed itself; that was told when it was awaited.
            await ((Task)storing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // False when another worker has the import by now.
        async Task<bool> NextAsync()
        {
            UnitOfWork? work = works.Begin();
            try
            {
                var verdicts = await JudgeAsync(work, import, batch, ct);
                batch.Clear();
                if (!await storing) return false;
                (storing, work) = (StoreAsync(work, import, position, verdicts, ct), null);
                return true;
            }
            finally
            {
                if (work is not null) await work.DisposeAsync();
            }
        }
    }

    /// <summary>Reads the next rows while those before are stored.</summary>
    private static async IAsyncEnumerable<ImportRow> AheadAsync(Func<CancellationToken, IAsyncEnumerable<ImportRow>> read, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ahead = Channel.CreateBounded<ImportRow>(new BoundedChannelOptions(BatchSize) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(async () =>
        {
            try
            {
                await foreach (var row in read(stop.Token)) await ahead.Writer.WriteAsync(row, stop.Token);
                ahead.Writer.Complete();
            }
            catch (Exception e)
            {
                // Thrown again where the rows are taken.
                ahead.Writer.Complete(e);
            }
        }, CancellationToken.None);
        try
        {
            await foreach (var row in ahead.Reader.ReadAllAsync(ct)) yield return row;
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private async Task<Verdict[]> JudgeAsync(UnitOfWork work, Import import, List<ImportRow> rows, CancellationToken ct)
    {
        var known = await KnownServices.FindAsync(work, import, rows, ct);
        var judge = new RowJudge(import, known, services, clock.GetUtcNow());
        var verdicts = new Verdict[rows.Count];
        await Parallel.ForAsync(0, rows.Count, ct, async (i, token) => verdicts[i] = await judge.JudgeAsync(rows[i], token));
        return verdicts;
    }

    /// <summary>Ends the unit of work. False when another worker has the import by now.</summary>
    private async Task<bool> StoreAsync(UnitOfWork unit, Import import, int position, Verdict[] verdicts, CancellationToken ct)
    {
        await using var work = unit;
        var now = clock.GetUtcNow();
        var created = verdicts.Where(v => v.Created is not null).ToList();
        var changed = verdicts.Where(v => v.Changed is not null).ToList();
        var unchanged = verdicts.Select(v => v.Unchanged).OfType<Guid>().ToArray();
        var step = new
        {
            import.Id,
            me = _me,
            until = now + Lease,
            position,
            count = verdicts.Length,
            created = created.Count,
            changed = changed.Count,
            unchanged = unchanged.Length,
            failed = verdicts.Count(v => v.Faults.Count > 0),
        };
        if (await work.ExecuteAsync(StepSql, step, ct) == 0) return false;
        if (created.Count > 0) await DuplicateHints.StoreAsync(work, import, created.ConvertAll(v => (v.Row.Line, v.Created!)), ct);
        if (!import.DryRun)
        {
            await ServiceBatch.InsertAsync(work, created.ConvertAll(v => (v.Created!, new Source(import.Source, v.Row.SourceId!))), ct);
            await ServiceBatch.UpdateContentAsync(work, changed.ConvertAll(v => v.Changed!), ct);
            foreach (var happened in verdicts.Select(v => v.Happened).OfType<IntegrationEvent>()) work.Publish(happened);
            if (unchanged.Length > 0) await work.ExecuteAsync(SeenSql, new { ids = unchanged, import.Source, now, before = now.AddDays(-1) }, ct);
        }

        await ImportErrors.StoreAsync(work, import.Id, verdicts.SelectMany(v => v.Faults.Select((f, n) => (v.Row.Line, n, v.Row.InItsWords(f)))), ct);
        await work.CommitAsync(ct);
        return true;
    }

    private async Task FinishAsync(Import import, (int Line, RowFault Fault)? end, CancellationToken ct)
    {
        await using var work = works.Begin();
        if (await work.ExecuteAsync(FinishSql, new { import.Id, me = _me, state = end is null ? "done" : "failed", now = clock.GetUtcNow() }, ct) == 0) return;
        if (end is { } last) await ImportErrors.StoreAsync(work, import.Id, [(last.Line, 0, last.Fault)], ct);
        // The file of a dry run is kept for a while: it can be applied.
        if (!import.DryRun) await work.ExecuteAsync("delete from import_chunk where import_id = @Id", new { import.Id }, ct);
        await work.CommitAsync(ct);
    }

    private static readonly Text
        TooMany = ($"Dit is meer dan {Import.MostRows:N0} regels. De regels vanaf hier zijn niet gelezen.", $"This is more than {Import.MostRows:N0} lines. The lines from here on have not been read."),
        Split = ("Deel het bestand in tweeën.", "Split the file in two."),
        OurFault = ("Er ging iets mis, en dat lag aan ons. Niet alle regels zijn gelezen.", "Something went wrong, and it was our fault. Not all lines have been read."),
        TellUs = ("Meld dit met het nummer van de import.", "Report this with the id of the import.");

    [LoggerMessage(LogLevel.Error, "Import {Import} failed: {Reason}.")]
    private partial void LogFailed(Guid import, string reason);

    private const string ClaimSql = $"""
        update import i
        set state = 'running', started_at = coalesce(started_at, @now), worker = @me, leased_until = @until
        where i.id = (select id from import where state in ('waiting', 'running') and coalesce(leased_until < @now, true) order by received_at, id limit 1 for update skip locked)
        returning {Import.Columns}
        """;

    // The count of rows guards against a worker that lost its lease and does not know it yet.
    private const string StepSql = """
        update import
        set position = @position, leased_until = @until, created = created + @created, changed = changed + @changed, unchanged = unchanged + @unchanged, failed = failed + @failed
        where id = @Id and worker = @me and state = 'running' and position = @position - @count
        """;

    // Once a day is often enough to say that the source still has it, and spares the index.
    private const string SeenSql = "update service set source_seen_at = @now where id = any(@ids) and source_name = @Source and (source_seen_at is null or source_seen_at < @before)";

    private const string FinishSql = """
        update import set state = @state, total = case when @state = 'done' then position end, finished_at = @now, worker = null, leased_until = null where id = @Id and worker = @me and state = 'running'
        """;
}
