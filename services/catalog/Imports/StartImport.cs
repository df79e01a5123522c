using System.Net.Mime;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Nabij.Catalog.Imports.Hsds;
using Nabij.Catalog.Imports.Sheets;
using Nabij.Catalog.Services;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Imports;

/// <summary>Takes the file as it comes, without holding it in memory, and answers; a worker does the rest.</summary>
internal static class StartImport
{
    private static readonly Text Unsupported = ("Stuur het bestand als text/csv, of als application/json (HSDS 3).", "Send the file as text/csv, or as application/json (HSDS 3).");

    public static void Map(IEndpointRouteBuilder imports) => imports.MapPost("", HandleAsync)
        .WithName(nameof(StartImport)).WithSummary("Send a file with services; first as a dry run, unless you say otherwise")
        .Accepts<Stream>(CsvText.MediaType, MediaTypeNames.Application.Json)
        .WithMetadata(new RequestSizeLimitAttribute(Import.LargestBody));

    private static async Task<Results<Accepted<ImportAnswer>, ProblemHttpResult>> HandleAsync(
        [Needed, LengthBetween(1, 60)] string source, [AsParameters] ImportDefaults defaults, Caller caller, NpgsqlDataSource db, TimeProvider clock, HttpContext http, CancellationToken ct,
        Guid? organisationId = null, bool dryRun = true, bool publish = false)
    {
        if (FormatOf(http.Request) is not { } format) return Problem.Of(StatusCodes.Status415UnsupportedMediaType, Unsupported);
        await using var connection = await db.OpenConnectionAsync(ct);
        if (organisationId is not null && !await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select from organisation where id = @organisationId)", new { organisationId }, cancellationToken: ct)))
            return Problem.Invalid("organisationId", ServiceTexts.UnknownOrganisation);

        var chunk = new byte[StoredBody.ChunkSize];
        var size = await http.Request.Body.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, ct);
        var faults = format == "csv"
            ? await SheetReader.FaultsOfAsync(chunk.AsMemory(0, size), ct)
            : await HsdsReader.FaultsOfAsync(chunk.AsMemory(0, size), isWhole: size < chunk.Length, ct);
        if (faults.Count > 0) return Problem.Invalid(new Dictionary<string, string[]> { ["body"] = [.. faults.Select(f => f.ToString())] });

        var id = Guid.CreateVersion7();
        var municipalities = caller.Municipalities.ToArray();
        await connection.ExecuteAsync(new CommandDefinition(InsertSql, new { id, municipalities, source, format, organisationId, defaults = defaults.AreNone ? null : JsonSerializer.Serialize(defaults, JsonSerializerOptions.Web), publish, dryRun, now = clock.GetUtcNow() }, cancellationToken: ct));
        for (var number = 0; size > 0; number++)
        {
            await StoredBody.StoreAsync(db, id, number, chunk.AsMemory(0, size), ct);
            size = await http.Request.Body.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, ct);
        }

        // What breaks off before here stays unseen, and is removed later.
        var import = await connection.QuerySingleAsync<Import>(new CommandDefinition(ReadySql, new { id }, cancellationToken: ct));
        return TypedResults.Accepted($"{http.Request.Path}/{id}", import.ToAnswer());
    }

    private static string? FormatOf(HttpRequest request) => request.GetTypedHeaders().ContentType?.MediaType.Value switch
    {
        CsvText.MediaType => "csv",
        MediaTypeNames.Application.Json => "hsds",
        _ => null,
    };

    private const string InsertSql = """
        insert into import (id, municipalities, acts_in, source, format, organisation_id, defaults, publish, dry_run, state, received_at)
        values (@id, @municipalities, @municipalities, @source, @format, @organisationId, @defaults::jsonb, @publish, @dryRun, 'receiving', @now)
        """;

    private const string ReadySql = $"update import i set state = 'waiting' where id = @id returning {Import.Columns}";
}
