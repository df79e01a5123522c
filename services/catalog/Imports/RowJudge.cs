using System.Collections.Concurrent;
using System.Globalization;
using Nabij.Catalog.Imports.Sheets;
using Nabij.Catalog.Quality.Interventions;
using Nabij.Catalog.Services;
using Nabij.Contracts;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Imports;

/// <summary>What becomes of a row: exactly one of these, or faults.</summary>
internal sealed record Verdict(ImportRow Row)
{
    public Service? Created { get; init; }
    public Service? Changed { get; init; }
    public Guid? Unchanged { get; init; }
    public IntegrationEvent? Happened { get; init; }
    public IReadOnlyList<RowFault> Faults { get; init; } = [];
}

/// <summary>Judges rows as the API judges requests: the same rules on the content, the same rights, the same steps of a service.</summary>
internal sealed class RowJudge(Import import, KnownServices known, IServiceProvider services, DateTimeOffset now)
{
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl"), English = CultureInfo.GetCultureInfo("en");

    private readonly ConcurrentDictionary<Guid, int> _lines = [];

    private readonly ImportDefaults? _defaults = import.Defaults;

    private readonly Caller _caller = new(null, [Roles.Editor], [.. import.ActsIn], null);

    public async ValueTask<Verdict> JudgeAsync(ImportRow row, CancellationToken ct)
    {
        var verdict = new Verdict(row);
        if (row.Faults.Count > 0) return verdict with { Faults = row.Faults };
        if (Identify(row, out var service) is { } unknown) return verdict with { Faults = [unknown] };
        if (service is not null && _lines.GetOrAdd(service.Id, row.Line) is var line && line != row.Line) return verdict with { Faults = [new(Sheet.SourceId, Twice(line), Unique)] };
        if (service is not null && !service.MayBeChangedBy(_caller)) return verdict with { Faults = [NotYours(row, Elsewhere)] };
        if (service?.State == ServiceState.Archived) return verdict with { Faults = [new(Sheet.SourceId, Archived, LeaveOut)] };
        if (Owner(row, service, out var organisation) is { } homeless) return verdict with { Faults = [homeless] };

        // Series of times count from the day on which the file came, however long it takes to work on it.
        var content = row.Read(service?.Content, DutchDay.Of(import.ReceivedAt));
        if (row.Faults.Count > 0) return verdict with { Faults = row.Faults };
        if (_defaults is not null) content = _defaults.Fill(content, service?.Content);
        if (service is not null && ReferenceEquals(content, service.Content)) return verdict with { Unchanged = service.Id };
        if (await FaultsAsync(row, content, ct) is { Count: > 0 } faults) return verdict with { Faults = faults };
        if (content.InterventionId is { } intervention && !known.HasIntervention(intervention)) return verdict with { Faults = [new(Sheet.Intervention, Intervention.Unknown, CopyId)] };
        if (!Service.MayChange(_caller, organisation, content)) return verdict with { Faults = [NotYours(row, Elsewhere)] };

        if (service is null)
        {
            var created = new Service { Id = Guid.CreateVersion7(now), OrganisationId = organisation, Content = content, ChangedAt = now, SourceSeenAt = now };
            return verdict with { Created = created, Happened = import.Publish ? created.Take("publish", now) : null };
        }

        var changed = ServiceRows.Differences(service.Content, content);
        if (changed.Count == 0) return verdict with { Unchanged = service.Id };
        var happened = service.Change(content, changed, now);
        if (known.IsOfSource(service)) service.SourceSeenAt = now;
        return verdict with { Changed = service, Happened = happened };
    }

    private RowFault? Identify(ImportRow row, out Service? service)
    {
        service = null;
        if (row.ServiceId is { } id)
        {
            service = known.ById(id);
            return service is null ? new RowFault(Sheet.Id, NoSuchService, ClearId) : null;
        }

        if (row.SourceId is not { } sourceId) return new RowFault(Sheet.SourceId, Empty, GiveId);
        if (sourceId.Length > LongestSourceId) return new RowFault(Sheet.SourceId, TooLong, Shorten);
        service = known.BySource(sourceId);
        return null;
    }

    private RowFault? Owner(ImportRow row, Service? service, out Guid organisation)
    {
        organisation = service?.OrganisationId ?? import.OrganisationId ?? Guid.Empty;
        // HSDS always has an id of an organisation, which may mean nothing here.
        if (row.OrganisationId is { } id && (import.Format == "csv" || known.HasOrganisation(id)))
        {
            if (!known.HasOrganisation(id)) return new RowFault(Sheet.Organisation, NoSuchOrganisation, ListIt);
            organisation = id;
        }
        else if (row.KvkNumber is { } number)
        {
            var found = known.OrganisationsWith(number);
            if (found.Count == 0) return new RowFault(Sheet.KvkNumber, NoSuchOrganisation, ListIt);
            // One number, several organisations: that of the service, or it must be said which.
            if (found.Count > 1 && !found.Contains(organisation)) return new RowFault(Sheet.KvkNumber, Several, GiveOrganisation);
            if (found.Count == 1) organisation = found[0];
        }

        if (organisation == Guid.Empty) return new RowFault(Sheet.Organisation, row.OrganisationId is null ? Empty : NoSuchOrganisation, GiveOrganisation);
        return service is not null && service.OrganisationId != organisation ? new RowFault(row.OrganisationId is null ? Sheet.KvkNumber : Sheet.Organisation, AnotherOwner, LeaveOwner) : null;
    }

    /// <summary>Once in Dutch; and when something is wrong, once more in English.</summary>
    private async ValueTask<List<RowFault>> FaultsAsync(ImportRow row, ServiceContent content, CancellationToken ct)
    {
        if (await In(Dutch) is not { Count: > 0 } dutch) return [];
        var english = await In(English);
        return [.. from fault in dutch
                   from message in fault.Value.Zip(english[fault.Key])
                   select Fault(row, fault.Key, message.First, message.Second)];

        async ValueTask<IDictionary<string, string[]>> In(CultureInfo language)
        {
            CultureInfo.CurrentUICulture = language;
            var found = await RecordRules.FaultsAsync(content, services, ct);
            return found.Count > 0 ? found : content.Faults();
        }
    }

    private static RowFault Fault(ImportRow row, string path, string dutch, string english)
    {
        var (heading, isEmpty, example) = row.Find(path);
        var at = path.IndexOf('[', StringComparison.Ordinal);
        var problem = isEmpty ? Empty
            : at >= 0 && int.TryParse(path[(at + 1)..path.IndexOf(']', StringComparison.Ordinal)], CultureInfo.InvariantCulture, out var i)
                ? new Text($"Waarde {i + 1} in deze kolom klopt niet.", $"Value {i + 1} in this column is not right.")
                : NotRight;
        return new RowFault(heading, problem, example.Length == 0 ? new Text(dutch, english) : new Text($"{dutch} Voorbeeld: {example}", $"{english} Example: {example}"));
    }

    private static RowFault NotYours(ImportRow row, Text problem) => new(row.Find("scope.municipalities").Heading, problem, OwnOnly);

    public static readonly Text Unique = ("Geef elk aanbod een eigen nummer.", "Give each service a number of its own.");

    public static Text Twice(int line) => ($"Dit nummer staat ook op regel {line}.", $"This number is on line {line} too.");

    private const int LongestSourceId = 120;

    private static readonly Text
        Empty = ("Deze cel is leeg.", "This cell is empty."),
        NotRight = ("Deze cel klopt niet.", "This cell is not right."),
        GiveId = ("Geef het nummer dat dit aanbod in uw eigen lijst heeft. Het mag niet veranderen.", "Give the number that this service has in your own list. It must not change."),
        TooLong = ("Dit nummer is te lang.", "This number is too long."),
        Shorten = ($"Gebruik 1 tot {LongestSourceId} tekens.", $"Use 1 to {LongestSourceId} characters."),
        NoSuchService = ("Dit aanbod staat niet in de sociale kaart.", "This service is not in the catalogue."),
        ClearId = ($"Maak de cel leeg en vul {Sheet.SourceId} in, dan wordt het nieuw aanbod.", $"Clear the cell and fill in {Sheet.SourceId}; it becomes a new service."),
        CopyId = ("Neem het nummer over uit de lijst van interventies, of laat de cel leeg.", "Copy the number from the list of interventions, or leave the cell empty."),
        Elsewhere = ("Dit aanbod is niet van uw gemeente.", "This service is not of your municipality."),
        OwnOnly = ("Laat deze regel weg, of noem uw eigen gemeente. Landelijk aanbod doet een landelijke redacteur.", "Leave this line out, or name your own municipality. A national editor does national services."),
        Archived = ("Dit aanbod is gearchiveerd.", "This service is archived."),
        LeaveOut = ("Laat deze regel weg, of geef nieuw aanbod een nieuw nummer.", "Leave this line out, or give a new service a new number."),
        NoSuchOrganisation = ("Deze organisatie staat niet in de sociale kaart.", "This organisation is not in the catalogue."),
        ListIt = ("Voeg eerst de organisatie toe, of neem het nummer over uit de lijst van organisaties.", "Add the organisation first, or copy the number from the list of organisations."),
        Several = ("Meer dan één organisatie heeft dit KvK-nummer.", "More than one organisation has this KvK number."),
        GiveOrganisation = ($"Vul {Sheet.Organisation} in, uit de lijst van organisaties.", $"Fill in {Sheet.Organisation}, from the list of organisations."),
        AnotherOwner = ("Dit aanbod is van een andere organisatie.", "This service is of another organisation."),
        LeaveOwner = ("Geef de organisatie die het nu heeft. Gaat het naar een andere, archiveer het dan met een opvolger.", "Give the organisation that has it now. If it goes to another one, archive it with a successor.");
}
