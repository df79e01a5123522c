using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Benchmarks.Imports;
using Nabij.Benchmarks.Search;
using Nabij.Catalog.Imports.Sheets;
using Nabij.Contracts;
using Nabij.Testing;
using Npgsql;
using static Catalog.Tests.Asking;
using static Catalog.Tests.Imports.Files;

namespace Catalog.Tests.Imports;

/// <summary>From a file to services, over HTTP and by the worker of the running service.</summary>
public sealed class ImportTests(CatalogFixture catalog)
{
    /// <summary>The bench has 100,000; the suite keeps to what a person waits for.</summary>
    private const int Many = 20_000;

    [Fact]
    public async Task Twenty_thousand_rows_go_in_each_bad_one_is_named_and_once_more_changes_nothing()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var editor = catalog.Caller("editor", "*");
        var random = new RandomServices(11);
        var source = Guid.NewGuid().ToString("N");
        var rows = Enumerable.Range(1, Many).Select(i => Row($"{source}-{i}", organisation, random.Next())).ToList();
        var wrong = new Dictionary<int, string>();
        for (var i = 0; i < Many; i++)
        {
            if (Mistake.At(i) is not { } mistake) continue;
            mistake.MakeIn(rows[i], rows[i - 1]);
            wrong[i + 2] = mistake.Heading;
        }

        var file = Csv(rows);
        var first = await editor.ImportAsync(file, $"source={source}&dryRun=false");
        Assert.Equal("done", first.GetProperty("state").GetString());
        Assert.Equal((Many - wrong.Count, 0, 0, wrong.Count), first.Counts());
        Assert.Equal(Many, first.GetProperty("rows").GetInt32());
        TestContext.Current.TestOutputHelper?.WriteLine($"{Many:N0} rows in {first.GetProperty("finishedAt").GetDateTime() - first.GetProperty("startedAt").GetDateTime()}");
        var errors = await editor.ErrorsAsync(first);
        Assert.Equal(wrong.Keys, errors.Select(e => e.GetProperty("line").GetInt32()).Distinct());
        Assert.All(errors, e => Assert.Equal(wrong[e.GetProperty("line").GetInt32()], e.GetProperty("column").GetString()));
        Assert.All(errors, e => Assert.True(e.GetProperty("problem").GetString()!.Length > 5 && e.GetProperty("remedy").GetString()!.Length > 5));
        Assert.Equal(Many - wrong.Count, await CountAsync(source, "version = 1 and state = 'draft'"));
        var seen = await catalog.ScalarAsync<DateTime>("select max(source_seen_at) from service where source_name = @source", new { source });

        var second = await editor.ImportAsync(file, $"source={source}&dryRun=false");
        Assert.Equal((0, 0, Many - wrong.Count, wrong.Count), second.Counts());
        Assert.Equal(Many - wrong.Count, await CountAsync(source, "version = 1"));
        Assert.Equal(seen, await catalog.ScalarAsync<DateTime>("select max(source_seen_at) from service where source_name = @source", new { source }));

        for (var i = 0; i < 50; i += 5) rows[i]["naam"] += " !";
        Assert.Equal((0, 10, Many - wrong.Count - 10, wrong.Count), (await editor.ImportAsync(Csv(rows), $"source={source}&dryRun=false")).Counts());
        Assert.Equal(10, await CountAsync(source, "version = 2"));
    }

    [Fact]
    public async Task First_nothing_is_stored_and_then_what_was_shown()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var source = Guid.NewGuid().ToString("N");
        using var editor = catalog.Caller("editor");
        var file = Csv([Row("1", organisation), Row("2", organisation, ("naam", "")), Row("3", organisation)]);
        var answer = (await editor.SendAsync(Encoding.UTF8.GetBytes(file), $"source={source}&publish=true")).Is(HttpStatusCode.Accepted);
        Assert.Equal($"{Files.Imports}/{answer.Id}", answer.Headers.Location!.OriginalString);
        var dry = await editor.EndedAsync(answer.Id);
        Assert.True(dry.GetProperty("dryRun").GetBoolean());
        Assert.Equal((2, 0, 0, 1), dry.Counts());
        Assert.False(answer.Body.TryGetProperty("total", out _));
        Assert.Equal(3, dry.GetProperty("total").GetInt32());
        Assert.Equal(0, await CountAsync(source, "true"));

        var applied = (await editor.AskAsync(HttpMethod.Post, $"{Files.Imports}/{answer.Id}/apply")).Is(HttpStatusCode.Accepted);
        Assert.Equal((0, 3), (applied.Body.GetProperty("rows").GetInt32(), applied.Body.GetProperty("total").GetInt32()));
        var real = await editor.EndedAsync(answer.Id);
        Assert.False(real.GetProperty("dryRun").GetBoolean());
        Assert.Equal((2, 0, 0, 1), real.Counts());
        Assert.Single(await editor.ErrorsAsync(real));
        Assert.Equal(2, await CountAsync(source, "state = 'published' and version = 2 and published_at is not null"));
        foreach (var number in new[] { "1", "3" })
        {
            var id = await IdAsync(source, number);
            Assert.Equal(2, (await catalog.Broker.HearAsync<ServicePublished>(e => e.ServiceId == id)).AggregateVersion);
        }

        (await editor.AskAsync(HttpMethod.Post, $"{Files.Imports}/{answer.Id}/apply")).Is(HttpStatusCode.Conflict);
        Assert.Contains((await editor.ReadAsync(Files.Imports)).Is(HttpStatusCode.OK).Body.GetProperty("items").EnumerateArray(), i => i.GetProperty("id").GetGuid() == answer.Id);
    }

    [Fact]
    public async Task What_changes_is_told_with_its_fields_and_what_the_sheet_has_no_column_for_stays()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var source = Guid.NewGuid().ToString("N");
        using var editor = catalog.Caller("editor");
        Assert.Equal((1, 0, 0, 0), (await editor.ImportAsync(Csv([Row("7", organisation)]), $"source={source}&dryRun=false&publish=true")).Counts());
        var id = await IdAsync(source, "7");

        var part = Csv([new() { [Sheet.SourceId] = "7", ["telefoon"] = "+31 30 555 99 99" }], [Sheet.SourceId, "telefoon"]);
        Assert.Equal((0, 1, 0, 0), (await editor.ImportAsync(part, $"source={source}&dryRun=false")).Counts());
        var happened = await catalog.Broker.HearAsync<ServiceChanged>(e => e.ServiceId == id);
        Assert.Equal(("contact", 3), (Assert.Single(happened.ChangedFields), happened.AggregateVersion));
        var service = (await editor.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK).Body;
        Assert.Equal(("+31 30 555 99 99", "info@debrug.example", "3511 AB"), (service.GetProperty("contact").GetProperty("phone").GetString(),
            service.GetProperty("contact").GetProperty("email").GetString(), service.GetProperty("locations")[0].GetProperty("postcode").GetString()));
        Assert.Equal((0, 0, 1, 0), (await editor.ImportAsync(part, $"source={source}&dryRun=false")).Counts());

        // With its column, an empty cell empties.
        Assert.Equal((0, 1, 0, 0), (await editor.ImportAsync("bron_id,samenvatting\n7,\n", $"source={source}&dryRun=false")).Counts());
        Assert.Equal(4, await catalog.ScalarAsync<int>("select version from service where id = @id and content->>'summary' is null", new { id }));
    }

    [Fact]
    public async Task What_is_named_by_our_id_was_not_seen_by_the_source_of_the_file()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var source = Guid.NewGuid().ToString("N");
        using var editor = catalog.Caller("editor");
        var typed = await catalog.PublishAsync(Content(organisation, "GM0344"));
        var other = await catalog.PublishAsync(Content(organisation, "GM0344").With("source", new JsonObject { ["name"] = "elders", ["id"] = source }));
        Assert.Equal((1, 0, 0, 0), (await editor.ImportAsync(Csv([Row("1", organisation)]), $"source={source}&dryRun=false")).Counts());
        var own = await IdAsync(source, "1");
        await catalog.ScalarAsync<int>("update service set source_seen_at = '2020-01-01' where id = any(@ids) and source_name is not null", new { ids = new[] { typed, other, own } });

        foreach (var (name, changed) in new[] { ("Anders wandelen", 3), ("Anders wandelen", 0) })
        {
            var import = await editor.ImportAsync(Csv([.. new[] { typed, other, own }.Select(id => new Dictionary<string, string> { [Sheet.Id] = id.ToString(), ["naam"] = name })], [Sheet.Id, "naam"]), $"source={source}&dryRun=false");
            Assert.Equal((0, changed, 3 - changed, 0), import.Counts());
            Assert.True(await catalog.ScalarAsync<bool>("select source_seen_at is null from service where id = @typed", new { typed }));
            Assert.True(await catalog.ScalarAsync<bool>("select source_seen_at = '2020-01-01' from service where id = @other", new { other }));
            Assert.True(await catalog.ScalarAsync<bool>("select source_seen_at > '2026-01-01' from service where id = @own", new { own }));
            await catalog.ScalarAsync<int>("update service set source_seen_at = '2020-01-01' where id = @own", new { own });
        }
    }

    [Fact]
    public async Task The_organisation_is_named_by_id_or_number_or_for_the_whole_file()
    {
        var organisation = Guid.NewGuid();
        var number = Random.Shared.Next(10_000_000, 99_999_999).ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var editor = catalog.Caller("editor");
        (await editor.PutAsync($"/catalog/v1/organisations/{organisation}", new { name = "De Brug", domain = "care-welfare", kvkNumber = number }, ("If-None-Match", "*"))).Is(HttpStatusCode.Created);
        var source = Guid.NewGuid().ToString("N");
        var none = (Sheet.Organisation, "");
        var file = Csv([Row("1", organisation), Row("2", organisation, none, (Sheet.KvkNumber, number)), Row("3", organisation, none), Row("4", organisation, none, (Sheet.KvkNumber, "00000000")), Row("5", Guid.NewGuid())]);
        var import = await editor.ImportAsync(file, $"source={source}&organisationId={organisation}");
        Assert.Equal((3, 0, 0, 2), import.Counts());
        Assert.Equal([(5, Sheet.KvkNumber), (6, Sheet.Organisation)], (await editor.ErrorsAsync(import)).Select(e => (e.GetProperty("line").GetInt32(), e.GetProperty("column").GetString())));
        Assert.Equal(["4", "5", "6"], (await editor.ErrorsAsync(await editor.ImportAsync(file, $"source={source}"))).Select(e => $"{e.GetProperty("line")}"));
        (await editor.SendAsync(Encoding.UTF8.GetBytes(file), $"source={source}&organisationId={Guid.NewGuid()}")).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Rows_of_elsewhere_are_refused_and_nobody_elsewhere_sees_the_import()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var source = Guid.NewGuid().ToString("N");
        using var editor = catalog.Caller("editor");
        using var elsewhere = catalog.Caller("editor", "GM0363");
        await elsewhere.ImportAsync(Csv([Row("theirs", organisation, ("gemeenten", "Amsterdam"))]), $"source={source}&dryRun=false");
        var import = await editor.ImportAsync(Csv([Row("1", organisation), Row("2", organisation, ("gemeenten", "Amsterdam")), Row("3", organisation, ("gemeenten", ""), ("landelijk", "ja")), Row("theirs", organisation)]),
            $"source={source}&dryRun=false");
        Assert.Equal((1, 0, 0, 3), import.Counts());
        Assert.All(await editor.ErrorsAsync(import), e => Assert.Equal("gemeenten", e.GetProperty("column").GetString()));

        var id = import.GetProperty("id").GetGuid();
        foreach (var path in new[] { "", "/errors", "/duplicates" }) (await elsewhere.ReadAsync($"{Files.Imports}/{id}{path}")).Is(HttpStatusCode.NotFound);
        (await elsewhere.AskAsync(HttpMethod.Post, $"{Files.Imports}/{id}/apply")).Is(HttpStatusCode.NotFound);
        Assert.DoesNotContain((await elsewhere.ReadAsync($"{Files.Imports}?pageSize=100")).Body.GetProperty("items").EnumerateArray(), i => i.GetProperty("id").GetGuid() == id);
        (await catalog.Caller("provider", organisation: organisation).SendAsync("a"u8.ToArray(), "source=x")).Is(HttpStatusCode.Forbidden);
        (await catalog.Caller().SendAsync("a"u8.ToArray(), "source=x")).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_may_be_there_already_is_shown_and_not_merged()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var source = Guid.NewGuid().ToString("N");
        using var editor = catalog.Caller("editor");
        var mail = $"{source}@debrug.example";
        var there = await catalog.PublishAsync(Content(organisation, "GM0344").With("name", "Samen wandelen in het park").With("contact", new JsonObject { ["email"] = mail }));
        var import = await editor.ImportAsync(Csv([Row("1", organisation, ("naam", "Samen wandelen in het park"), ("e-mail", mail)), Row("2", organisation, ("naam", "Heel iets anders"), ("telefoon", ""), ("e-mail", ""), ("website", ""))]),
            $"source={source}&dryRun=false");
        Assert.Equal((2, 0, 0, 0), import.Counts());
        var hints = (await editor.ReadAsync($"{Files.Imports}/{import.GetProperty("id").GetGuid()}/duplicates")).Is(HttpStatusCode.OK).Body.GetProperty("items").EnumerateArray().ToList();
        var hint = hints.Single(h => h.GetProperty("serviceId").GetGuid() == there);
        Assert.Equal(2, hint.GetProperty("line").GetInt32());
        Assert.Contains("email", hint.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()));
        Assert.All(hints, h => Assert.Equal(2, h.GetProperty("line").GetInt32()));

        // The same name at the same organisation is enough to look.
        var named = await catalog.PublishAsync(Content(organisation, "GM0344").With("name", "Koffie in de kas"));
        var again = await editor.ImportAsync(Csv([Row("3", organisation, ("naam", "Koffie in de Kas"), ("telefoon", ""), ("e-mail", ""), ("website", ""))]), $"source={source}&dryRun=false");
        var same = Assert.Single((await editor.ReadAsync($"{Files.Imports}/{again.GetProperty("id").GetGuid()}/duplicates")).Is(HttpStatusCode.OK).Body.GetProperty("items").EnumerateArray());
        Assert.Equal(named, same.GetProperty("serviceId").GetGuid());
    }

    [Fact]
    public async Task A_number_counts_once_and_an_archived_service_stays_archived()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var source = Guid.NewGuid().ToString("N");
        using var editor = catalog.Caller("editor");
        var twice = await editor.ImportAsync(Csv([Row("1", organisation), Row("1", organisation, ("naam", "Nog een keer"))]), $"source={source}&dryRun=false&publish=true");
        Assert.Equal((1, 0, 0, 1), twice.Counts());
        var error = Assert.Single(await editor.ErrorsAsync(twice));
        Assert.Equal((3, "bron_id", "Dit nummer staat ook op regel 2."), (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetString(), error.GetProperty("problem").GetString()));
        Assert.Equal("This number is on line 2 too.", Assert.Single(await editor.ErrorsAsync(twice, ("Accept-Language", "en"))).GetProperty("problem").GetString());

        (await editor.StepAsync(await IdAsync(source, "1"), "archive", 2, new { reason = "gestopt" })).Is(HttpStatusCode.OK);
        Assert.Equal((0, 0, 0, 1), (await editor.ImportAsync(Csv([Row("1", organisation)]), $"source={source}&dryRun=false")).Counts());
    }

    [Fact]
    public async Task A_number_that_somebody_else_registers_meanwhile_is_changed_and_not_doubled()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var source = Guid.NewGuid().ToString("N");
        using var editor = catalog.Caller("editor");
        await editor.ImportAsync(Csv([Row("1", organisation)]), $"source={source}&dryRun=false");
        await using var connection = await catalog.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var meanwhile = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("""
            insert into service (id, organisation_id, state, version, content, name, support_types, national, municipalities, source_name, source_id, changed_at)
            select gen_random_uuid(), organisation_id, state, version, content, name, support_types, national, municipalities, source_name, '2', changed_at
            from service where source_name = @source
            """, new { source }, meanwhile);

        var import = (await editor.SendAsync(Encoding.UTF8.GetBytes(Csv([Row("2", organisation, ("naam", "Eettafel"))])), $"source={source}&dryRun=false")).Is(HttpStatusCode.Accepted).Id;
        // It saw nothing with this number, and waits whether it may store its own.
        await Eventually.TrueAsync(() => catalog.ScalarAsync<bool>(
            "select exists (select from pg_locks l where l.locktype = 'transactionid' and not l.granted and @me = any(pg_blocking_pids(l.pid)))", new { me = connection.ProcessID }));
        await meanwhile.CommitAsync();
        Assert.Equal((0, 1, 0, 0), (await editor.EndedAsync(import)).Counts());
        Assert.Equal(2, await catalog.ScalarAsync<long>("select count(*) from service where source_name = @source", new { source }));
    }

    [Fact]
    public async Task The_template_is_a_good_file()
    {
        using var editor = catalog.Caller("editor");
        var organisation = await catalog.ListOrganisationAsync();
        var template = (await catalog.Caller().ReadAsync($"{Files.Imports}/template")).Is(HttpStatusCode.OK);
        Assert.Equal(("text/csv", "aanbod-sjabloon.csv"), (template.MediaType, template.ContentHeaders.ContentDisposition!.FileName));
        Assert.StartsWith("bron_id;", template.Text, StringComparison.Ordinal);
        Assert.Equal([0xEF, 0xBB, 0xBF], (await editor.GetByteArrayAsync($"{Files.Imports}/template")).Take(3));
        var import = await editor.ImportAsync(template.Text.Replace(";12345678;", ";;", StringComparison.Ordinal), $"source=template&organisationId={organisation}");
        Assert.Equal((1, 0, 0, 0), import.Counts());
    }

    [Theory]
    [InlineData("", "Het bestand heeft geen regels met aanbod.")]
    [InlineData("bron_id;naam\n", "Het bestand heeft geen regels met aanbod.")]
    [InlineData("naam;wat\na;b\n", "De kolom bron_id ontbreekt.")]
    [InlineData("bron_id;naam;telefoonnr\n1;a;2\n", "Kolom 3 kennen wij niet.")]
    [InlineData("bron_id;naam;naam\n1;a;2\n", "Kolom 3 heeft een kop die er al is.")]
    [InlineData("bron_id;\0naam\n1;a\n", "Het bestand is geen CSV in UTF-8.")]
    [InlineData("bron_id;\"naam\n1;a\n", "De aanhalingstekens op deze regel kloppen niet.")]
    public async Task A_file_without_a_good_beginning_is_refused_at_once(string file, string message)
    {
        using var editor = catalog.Caller("editor");
        var refusal = (await editor.SendAsync(Encoding.UTF8.GetBytes(file), "source=x")).Is(HttpStatusCode.BadRequest);
        Assert.StartsWith(message, refusal.Body.GetProperty("errors").GetProperty("body")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_encoding_or_form_or_no_source_is_refused()
    {
        using var editor = catalog.Caller("editor");
        var file = "bron_id;naam\n1;a\n";
        (await editor.SendAsync(Encoding.Unicode.GetBytes(file), "source=x")).Is(HttpStatusCode.BadRequest);
        (await editor.SendAsync(Encoding.UTF8.GetBytes(file), "source=x", "text/plain")).Is(HttpStatusCode.UnsupportedMediaType);
        (await editor.SendAsync(Encoding.UTF8.GetBytes(file), "source=x", "text/csv; charset=windows-1252")).Is(HttpStatusCode.UnsupportedMediaType);
        Assert.Equal(["source"], (await editor.SendAsync(Encoding.UTF8.GetBytes(file), "")).Is(HttpStatusCode.BadRequest).Errors);
        (await editor.SendAsync(Encoding.UTF8.GetBytes(file), $"source={new string('a', 61)}")).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_is_wrong_further_on_is_named_with_its_line()
    {
        using var editor = catalog.Caller("editor");
        var organisation = await catalog.ListOrganisationAsync();
        var good = Csv([Row("1", organisation), Row("2", organisation)]);
        var windows = await editor.SendAsync([.. Encoding.UTF8.GetBytes(good), .. "3;"u8, 0xe9, .. Encoding.UTF8.GetBytes(new string(';', Sheet.Headings.Count - 2) + "\r\n")], "source=x");
        Assert.Equal(["4 nabij_id", "4 nabij_id"], await FaultsAsync(editor, windows, "done"));

        Assert.Equal(["4 "], await FaultsAsync(editor, await editor.SendAsync(Encoding.UTF8.GetBytes(good + "3;te;kort\r\n"), "source=x"), "done"));
        Assert.Equal(["4 "], await FaultsAsync(editor, await editor.SendAsync(Encoding.UTF8.GetBytes(good + "3;\"nooit gesloten" + new string(';', 40)), "source=x"), "failed"));
        Assert.Equal(["4 "], await FaultsAsync(editor, await editor.SendAsync(Encoding.UTF8.GetBytes(good + "3;\"a\"b" + new string(';', 40)), "source=x"), "failed"));
        Assert.Equal(["4 "], await FaultsAsync(editor, await editor.SendAsync(Encoding.UTF8.GetBytes(good + "3;" + new string('x', 20_000_000)), "source=x"), "failed"));
    }

    private static async Task<string[]> FaultsAsync(HttpClient editor, Answer sent, string state)
    {
        var import = await editor.EndedAsync(sent.Is(HttpStatusCode.Accepted).Id);
        Assert.Equal((state, 2), (import.GetProperty("state").GetString(), import.GetProperty("created").GetInt32()));
        return [.. (await editor.ErrorsAsync(import)).Select(e => $"{e.GetProperty("line")} {(e.TryGetProperty("column", out var column) ? column.GetString() : "")}")];
    }

    private Task<long> CountAsync(string source, string condition) => catalog.ScalarAsync<long>($"select count(*) from service where source_name = @source and {condition}", new { source });

    private Task<Guid> IdAsync(string source, string id) => catalog.ScalarAsync<Guid>("select id from service where source_name = @source and source_id = @id", new { source, id });
}
