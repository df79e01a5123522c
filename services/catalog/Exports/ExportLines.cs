using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Nabij.Catalog.Services;
using Nabij.Reference.Validation;
using Npgsql;

namespace Nabij.Catalog.Exports;

/// <summary>Each service as one line of JSON, as it is read by itself.</summary>
internal static class ExportLines
{
    private const string MediaType = "application/x-ndjson";

    private static readonly byte[] NewLine = [(byte)'\n'];

    public static void Map(IEndpointRouteBuilder exports) => exports.MapGet("/services.ndjson", Handle)
        .WithName(nameof(ExportLines)).WithSummary("All published services, one JSON object a line; of one municipality without what is national")
        .Produces<string>(200, MediaType)
        .AllowAnonymous();

    private static PushStreamHttpResult Handle(NpgsqlDataSource db, IOptions<JsonOptions> json, CancellationToken ct, [MunicipalityCode] string? municipality = null) => TypedResults.Stream(
        async stream =>
        {
            await foreach (var rows in PublishedServices.ReadAsync(db, municipality, ct))
            {
                foreach (var row in rows)
                {
                    await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(ServiceAnswer.Of(row.ToService()) with { Labels = row.ReadLabels() }, json.Value.SerializerOptions), ct);
                    await stream.WriteAsync(NewLine, ct);
                }
            }
        },
        MediaType);
}
