using System.Text.Json;

namespace Nabij.Catalog.Imports;

/// <summary>How far an import is.</summary>
internal enum ImportState
{
    Waiting,
    Running,
    Done,

    /// <summary>The file could not be read to its end; the last error tells why. The rows before it have been dealt with.</summary>
    Failed,
}

/// <param name="Format">The file: CSV, or JSON of HSDS.</param>
/// <param name="Defaults">What counts for new services where the file tells nothing.</param>
/// <param name="DryRun">Nothing was stored, or will be: what it tells is what would happen.</param>
/// <param name="Publish">Residents find new services at once; otherwise they are drafts.</param>
/// <param name="Rows">That have been dealt with.</param>
/// <param name="Total">Rows of the file; known once it has been read to its end, and so from the start when a dry run is applied.</param>
/// <param name="Hints">New services that may stand in the catalogue already.</param>
internal sealed record ImportAnswer(
    Guid Id, string Source, string Format, Guid? OrganisationId, ImportDefaults? Defaults, bool DryRun, bool Publish, ImportState State, int Rows, int? Total, int Created, int Changed, int Unchanged, int Failed,
    long Hints, DateTimeOffset ReceivedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);

/// <summary>A row of the table.</summary>
internal sealed record Import
{
    /// <summary>Rows of one import.</summary>
    public const int MostRows = 100_000;

    /// <summary>Bytes of one file.</summary>
    public const long LargestBody = 150 * 1024 * 1024;

    public Guid Id { get; init; }
    public string[] ActsIn { get; init; } = [];
    public string Source { get; init; } = "";
    public string Format { get; init; } = "";
    public Guid? OrganisationId { get; init; }
    public ImportDefaults? Defaults => DefaultsJson is null ? null : JsonSerializer.Deserialize<ImportDefaults>(DefaultsJson, JsonSerializerOptions.Web);
    public string? DefaultsJson { get; init; }
    public bool DryRun { get; init; }
    public bool Publish { get; init; }
    public string State { get; init; } = "";
    public int Position { get; init; }
    public int? Total { get; init; }
    public int Created { get; init; }
    public int Changed { get; init; }
    public int Unchanged { get; init; }
    public int Failed { get; init; }
    public long Hints { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    public ImportAnswer ToAnswer() => new(Id, Source, Format, OrganisationId, Defaults, DryRun, Publish, Enum.Parse<ImportState>(State, ignoreCase: true), Position, Total,
        Created, Changed, Unchanged, Failed, Hints, ReceivedAt, StartedAt, FinishedAt);

    public const string Columns = """
        i.id, i.acts_in, i.source, i.format, i.organisation_id, i.defaults as defaults_json, i.dry_run, i.publish, i.state, i.position, i.total, i.created, i.changed, i.unchanged, i.failed, i.received_at,
        i.started_at, i.finished_at, (select count(*) from import_hint h where h.import_id = i.id) as hints
        """;

    /// <summary>Those that a caller may see: of its municipalities.</summary>
    public const string VisibleSql = "i.state <> 'receiving' and (@everywhere or i.municipalities && @mine)";
}
