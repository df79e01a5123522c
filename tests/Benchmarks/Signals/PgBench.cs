using System.Globalization;
using System.Text.RegularExpressions;
using Dapper;
using Npgsql;

namespace Nabij.Benchmarks.Signals;

/// <summary>pgbench with scripts that write the rows of a report, of the sizes that the service writes.</summary>
internal sealed partial class PgBench(string rows, string keys)
{
    private sealed record Sizes(int Worry, int Reporter, int Subject, int Attributes, int Resource, int Answer, int Indexed);

    /// <param name="report">Makes the service store some reports, of which the sizes are taken.</param>
    public static async Task<PgBench> ForAsync(NpgsqlDataSource db, NpgsqlDataSource keys, Func<Task> report)
    {
        await report();
        await using var connection = await db.OpenConnectionAsync();
        var sizes = await connection.QuerySingleAsync<Sizes>(SizesSql);
        await using var own = await keys.OpenConnectionAsync();
        var wrapped = await own.ExecuteScalarAsync<int>("select octet_length(case_key) from signal_keys limit 1");
        return new PgBench(Rows(sizes), $"insert into signal_keys (signal_id, subject_key, reporter_key, case_key, created_at) values (gen_random_uuid(), {Bytes(wrapped)}, {Bytes(wrapped)}, {Bytes(wrapped)}, now());");
    }

    /// <summary>Transactions a second.</summary>
    public Task<double> RowsAsync(string connection, int seconds) => RunAsync(connection, rows, seconds);

    public Task<double> KeysAsync(string connection, int seconds) => RunAsync(connection, keys, seconds);

    private static async Task<double> RunAsync(string connection, string script, int seconds)
    {
        var server = new NpgsqlConnectionStringBuilder(connection);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, script);
            var output = await ServerProcess.RunToEndAsync(
                Settings.Get("NABIJ_BENCH_PGBENCH"),
                ["-n", "-M", "prepared", "-c", $"{SignalsBenchmark.Clients}", "-j", "1", "-T", $"{seconds}", "-f", file, "-h", server.Host!, "-p", $"{server.Port}", "-U", server.Username!, server.Database!],
                new Dictionary<string, string> { ["PGPASSWORD"] = server.Password! });
            return double.Parse(PerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Bytes(int size) => $"'\\x{new string('a', size * 2)}'::bytea";

    private static string Random(int size) => $"decode(substr(repeat(md5(random()::text), 2), 1, {size * 2}), 'hex')";

    private static string Rows(Sizes sizes) => $"""
        begin;
        with s as (insert into signal (id, event_ref, receipt_hash, municipality, area, organisation_id, route, rule, reporter_role, about_whom, wants_feedback, has_address, state, state_since, received_at, due_at, version) values (gen_random_uuid(), gen_random_uuid(), {Random(32)}, 'GM0344', '3511', (select organisation_id from routing where municipality = 'GM0344'), 'light', 'some-signs', 'hairdressers', 'customer', true, true, 'received', now(), now(), now(), 1) returning id), r as (insert into signal_record (signal_id, subject, reporter, worry) select id, {Bytes(sizes.Subject)}, {Bytes(sizes.Reporter)}, {Bytes(sizes.Worry)} from s), x as (insert into subject_index (signal_id, owner, kind, hash) select id, 'reporter', (array['email', 'phone', 'address'])[n], {Random(32)} from s, generate_series(1, {sizes.Indexed}) n) insert into recipient (ref, signal_id, created_at) select gen_random_uuid(), id, now() from s;
        insert into processing_log (trace_id, span_id, parent_span_id, status, name, start_time, end_time, resource, attributes, municipality) select md5(random()::text), substr(md5(random()::text || n), 1, 16), null, 'Unset', 'signaal ontvangen', 1790000000000, 1790000000001, jsonb_build_object('a', repeat('x', {sizes.Resource})), jsonb_build_object('dpl.core.data_subject_id', md5(random()::text), 'b', repeat('x', {sizes.Attributes})), 'GM0344' from generate_series(1, 3) n;
        insert into outbox (message_id, message_type, ordering_key, body) select gen_random_uuid(), 'bench', md5(random()::text), {Bytes(400)} from generate_series(1, 2);
        insert into idempotency (id, request, answer) values ({Random(32)}, {Bytes(32)}, {Bytes(sizes.Answer)});
        commit;
        """;

    private const string SizesSql = """
        select octet_length(r.worry) as worry, octet_length(r.reporter) as reporter, octet_length(r.subject) as subject,
               (select max(octet_length(attributes::text))::int from processing_log) as attributes, (select max(octet_length(resource::text))::int from processing_log) as resource,
               (select max(octet_length(answer))::int from idempotency) as answer,
               (select count(*)::int from subject_index i where i.signal_id = r.signal_id) as indexed
        from signal_record r limit 1
        """;

    [GeneratedRegex(@"tps = ([0-9.]+) \(without")]
    private static partial Regex PerSecond();
}
