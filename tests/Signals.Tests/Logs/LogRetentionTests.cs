using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Signals.Logs;
using Nabij.Signals.Retention;
using Npgsql;

namespace Signals.Tests;

/// <summary>Lines of the logs go after their term, and no sooner; what is left of the audit log is proven from the anchor on.</summary>
public sealed class LogRetentionTests(SignalsFixture signals)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private LogRetention Retention => signals.Services.GetRequiredService<LogRetention>();

    [Fact]
    public async Task Old_lines_of_the_audit_log_go_in_bites_and_what_is_left_is_proven()
    {
        const string town = "GM9701";
        await WriteAsync(town, 2100, years: 6);
        await WriteAsync(town, 3, years: 4);
        var before = await VerifyAsync(town, 2100, await HashAsync(town, 2100));
        Assert.Equal((true, 2103L, (long?)null), (before.Intact, before.Rows, before.RemovedUpTo));
        var hash = await HashAsync(town, 2100);

        Assert.True(await Retention.RunAsync(Now, CancellationToken.None) >= 2100);
        var after = await VerifyAsync(town);
        Assert.Equal((true, 3L, (long?)2100, (long?)2103), (after.Intact, after.Rows, after.RemovedUpTo, after.HeadSeq));
        Assert.True((await VerifyAsync(town, 2100, hash)).Intact);
        Assert.False((await VerifyAsync(town, 2099, hash)).HeadIsKnown);
        Assert.Equal(0, await CountAsync(town, "seq <= 2100"));

        // It grows on, and is removed on.
        await WriteAsync(town, 2, years: 0);
        await AgeAsync(town);
        Assert.Equal(4, await Retention.RunAsync(Now, CancellationToken.None));
        var last = await VerifyAsync(town);
        Assert.Equal((true, 1L, (long?)2104, (long?)2105), (last.Intact, last.Rows, last.RemovedUpTo, last.HeadSeq));
        // The last line stays, however old: it proves the anchor.
        Assert.Equal(0, await Retention.RunAsync(Now.AddYears(50), CancellationToken.None));
        Assert.True((await VerifyAsync(town)).Intact);
    }

    [Theory]
    [InlineData("GM9801", "update audit_anchor set hash = sha256('other') where municipality = @town", 21L)]
    [InlineData("GM9802", "update audit_anchor set seq = seq - 1 where municipality = @town", 21L)]
    [InlineData("GM9803", "delete from audit_anchor where municipality = @town", 21L)]
    [InlineData("GM9804", "delete from audit_log where municipality = @town and seq = 21", 22L)]
    [InlineData("GM9805", "delete from audit_log where municipality = @town", 21L)]
    public async Task A_changed_anchor_or_a_removal_without_one_is_a_break(string town, string sql, long firstBroken)
    {
        await WriteAsync(town, 20, years: 6);
        await WriteAsync(town, 3, years: 0);
        await Retention.RunAsync(Now, CancellationToken.None);
        Assert.True((await VerifyAsync(town)).Intact);
        await ExecuteAsync(sql, new { town });
        var broken = await VerifyAsync(town);
        Assert.Equal((false, (long?)firstBroken), (broken.Intact, broken.FirstBroken));
        Assert.Contains(town, await AuditChain.MunicipalitiesAsync(signals.Db, CancellationToken.None));
        await ExecuteAsync("delete from audit_log where municipality = @town; delete from audit_anchor where municipality = @town", new { town });
    }

    [Fact]
    public async Task A_removal_washes_no_break_away()
    {
        const string town = "GM9702";
        await WriteAsync(town, 10, years: 6);
        await ExecuteAsync("update audit_log set actor = 'another' where municipality = @town and seq = 5", new { town });
        await Retention.RunAsync(Now, CancellationToken.None);
        var broken = await VerifyAsync(town);
        Assert.Equal(((long?)5, (long?)4, 6L), (broken.FirstBroken, broken.RemovedUpTo, broken.Rows));
        await ExecuteAsync("update audit_log set actor = 'somebody' where municipality = @town and seq = 5", new { town });
        await Retention.RunAsync(Now, CancellationToken.None);
        Assert.Equal((true, 1L), ((await VerifyAsync(town)).Intact, (await VerifyAsync(town)).Rows));
    }

    [Fact]
    public async Task The_service_removes_no_younger_line_and_changes_no_anchor_whatever_it_asks()
    {
        const string town = "GM9703";
        await WriteAsync(town, 3, years: 6);
        await WriteAsync(town, 3, years: 4);
        var lines = await signals.ScalarAsync<long>("select count(*) from processing_log where recorded_at >= now() - interval '5 years'");
        await using var app = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(signals.Db.ConnectionString) { Username = "signals_app" }.ConnectionString);
        await using (var connection = await app.OpenConnectionAsync())
        {
            Assert.Equal(3, await connection.ExecuteScalarAsync<long>("select remove_audit_lines(@town, 'infinity', 1000000)", new { town }));
            await connection.ExecuteAsync("select remove_processing_lines(-9223372036854775808, 'infinity', 1000000, false)");
        }

        Assert.Equal(3, await CountAsync(town, "true"));
        Assert.Equal(lines, await signals.ScalarAsync<long>("select count(*) from processing_log where recorded_at >= now() - interval '5 years'"));
        foreach (var sql in new[]
        {
            "delete from audit_log", "delete from processing_log", "update audit_log set at = at - interval '6 years'", "update processing_log set recorded_at = 'epoch'", "truncate audit_log",
            "update audit_anchor set seq = 1", "delete from audit_anchor", "insert into audit_anchor values ('GM9704', 1, '', now())", "alter function remove_audit_lines security invoker",
        })
        {
            await using var connection = await app.OpenConnectionAsync();
            var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(sql));
            Assert.Equal((sql, PostgresErrorCodes.InsufficientPrivilege), (sql, refused.SqlState));
        }

        foreach (var function in new[] { "remove_audit_lines(text, timestamptz, int)", "remove_processing_lines(bigint, timestamptz, int, boolean)" })
            Assert.False(await signals.ScalarAsync<bool>("select has_function_privilege('public', @function, 'execute')", new { function }));
    }

    [Theory]
    [InlineData(true, "1 4")]
    [InlineData(false, "")]
    public async Task Old_lines_of_the_processing_log_go_but_never_before_the_logbook_has_them(bool hasLogbook, string left)
    {
        // The first lines of the log: three that were handed over, of which one apart from the others, and two that were not.
        var upto = await signals.ScalarAsync<long>("select upto from processing_log_relayed");
        await ExecuteAsync("""
            insert into processing_log (trace_id, span_id, status, name, start_time, end_time, resource, attributes, municipality, recorded_at, position) overriding system value
            select md5(n::text), left(md5(n::text), 16), 'Unset', 'oud', n, 0, '{}', '{}', 'GM9705', now() - interval '6 years', -5 + n from generate_series(0, 4) n;
            update processing_log_relayed set upto = -5;
            insert into processing_log_acknowledged values (-3), (-2);
            """);
        try
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(hasLogbook ? [new("ProcessingLog:Endpoint", "https://logboek.example")] : []).Build();
            using var relay = ActivatorUtilities.CreateInstance<LogRelay>(signals.Services, configuration);
            var young = await signals.ScalarAsync<long>("select count(*) from processing_log where municipality <> 'GM9705'");
            using var retention = ActivatorUtilities.CreateInstance<LogRetention>(signals.Services, relay);
            Assert.Equal(hasLogbook ? 3 : 5, await retention.RunAsync(Now, CancellationToken.None));
            Assert.Equal(left, await signals.ScalarAsync<string>("select coalesce(string_agg(start_time::text, ' ' order by position), '') from processing_log where municipality = 'GM9705'"));
            Assert.Equal(young, await signals.ScalarAsync<long>("select count(*) from processing_log where municipality <> 'GM9705'"));
        }
        finally
        {
            await ExecuteAsync("""
                delete from processing_log where municipality = 'GM9705';
                delete from processing_log_acknowledged where position < 0;
                update processing_log_relayed set upto = @upto;
                """, new { upto });
        }
    }

    [Theory]
    [InlineData("Retention:AuditLog", "1826")]
    [InlineData("Retention:ProcessingLog", "30")]
    [InlineData("Retention:RightsRequests", "0")]
    public void A_term_that_is_too_short_is_refused_at_the_start(string key, string days)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, days)]).Build();
        Assert.Contains(key, Assert.Throws<InvalidOperationException>(() => RetentionOptions.Read(configuration)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_longer_term_keeps_longer()
    {
        const string town = "GM9706";
        await WriteAsync(town, 3, years: 6);
        using var retention = ActivatorUtilities.CreateInstance<LogRetention>(signals.Services, new RetentionOptions { AuditLog = TimeSpan.FromDays(3650) });
        await retention.RunAsync(Now, CancellationToken.None);
        Assert.Equal(3, await CountAsync(town, "true"));
        await Retention.RunAsync(Now, CancellationToken.None);
    }

    private Task WriteAsync(string town, int lines, int years) => ExecuteAsync("""
        insert into audit_log (municipality, at, actor, role, action, fields) select @town, now() - make_interval(years => @years), 'somebody', 'handler', 'open', '{}' from generate_series(1, @lines)
        """, new { town, lines, years });

    /// <summary>As if all of it had been written long ago.</summary>
    private Task AgeAsync(string town) => ExecuteAsync("""
        create temp table kept as select * from audit_log where municipality = @town order by seq;
        create temp table anchor as select * from audit_anchor where municipality = @town;
        delete from audit_log where municipality = @town;
        alter table audit_log disable trigger audit_chain;
        do $$
        declare
            r audit_log;
            before bytea := (select hash from anchor);
        begin
            for r in select * from kept order by seq loop
                r.at := now() - interval '6 years';
                r.previous := before;
                r.hash := audit_hash(r);
                before := r.hash;
                insert into audit_log select r.*;
            end loop;
        end
        $$;
        alter table audit_log enable trigger audit_chain;
        drop table kept, anchor;
        """, new { town });

    private Task<long> CountAsync(string town, string where) => signals.ScalarAsync<long>($"select count(*) from audit_log where municipality = @town and {where}", new { town });

    private async Task<byte[]> HashAsync(string town, long seq) => (await signals.ScalarAsync<byte[]>("select hash from audit_log where municipality = @town and seq = @seq", new { town, seq }))!;

    private Task<AuditProof> VerifyAsync(string town, long? seq = null, byte[]? hash = null) => AuditChain.VerifyAsync(signals.Db, town, seq, hash, CancellationToken.None);

    private async Task ExecuteAsync(string sql, object? args = null)
    {
        await using var connection = await signals.Db.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, args);
    }
}
