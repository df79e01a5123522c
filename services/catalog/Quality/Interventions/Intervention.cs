using Nabij.Messaging;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Quality.Interventions;

/// <summary>A method that was described or studied. Services can be based on it.</summary>
/// <param name="Description">What it is and for whom, in plain Dutch.</param>
/// <param name="Evidence">How sure it is that it works.</param>
/// <param name="Source">Who says so, such as a database of methods.</param>
/// <param name="AsOfDate">The day on which the source said so.</param>
internal sealed record InterventionContent(
    [property: Needed, LengthBetween(3, 120)] string Name,
    [property: Needed, LengthBetween(10, 2000)] string Description,
    [property: Needed, OneOf("none", "well-described", "theory", "first-indications", "good-indications", "strong")] string Evidence,
    [property: Needed, LengthBetween(2, 160)] string Source,
    [property: Needed] DateOnly? AsOfDate,
    [property: WebAddress] string? Url = null);

internal sealed record InterventionAnswer(
    Guid Id, string Name, string Description, string Evidence, string Source, DateOnly AsOfDate, string? Url, DateTimeOffset ChangedAt);

/// <summary>A row; <see cref="Version"/> is its entity tag.</summary>
internal sealed record Intervention
{
    public static readonly Text OnlyForAll = ("Alleen een redacteur van het hele land houdt deze lijst bij.", "Only an editor of the whole country keeps this list.");
    public static readonly Text NameTaken = ("Een interventie met deze naam staat er al.", "There is an intervention of this name already.");
    public static readonly Text Unknown = ("Deze interventie kennen wij niet.", "We do not know this intervention.");

    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string Description { get; init; } = "";
    public string Evidence { get; init; } = "";
    public string Source { get; init; } = "";
    public DateOnly AsOfDate { get; init; }
    public string? Url { get; init; }
    public int Version { get; init; }
    public DateTimeOffset ChangedAt { get; init; }

    public const string Columns = "id, name, description, evidence, source, as_of_date, url, version, changed_at";

    public InterventionAnswer ToAnswer() => new(Id, Name, Description, Evidence, Source, AsOfDate, Url, ChangedAt);

    /// <summary>Until the end of the transaction nobody else gives a name: no two get the same.</summary>
    public static Task LockNamesAsync(UnitOfWork work, CancellationToken ct) =>
        work.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('intervention names', 0))", ct: ct);

    /// <summary>True when another one has it.</summary>
    public static Task<bool> IsTakenAsync(UnitOfWork work, string name, Guid id, CancellationToken ct) =>
        work.QuerySingleAsync<bool>("select exists (select from intervention where lower(name) = lower(@name) and id <> @id)", new { name, id }, ct);

    /// <summary>False for the id of one that a service cannot be based on, because there is none.</summary>
    public static async Task<bool> ExistsAsync(UnitOfWork work, Guid? id, CancellationToken ct) =>
        id is null || await work.QuerySingleAsync<bool>("select exists (select from intervention where id = @id)", new { id }, ct);
}
