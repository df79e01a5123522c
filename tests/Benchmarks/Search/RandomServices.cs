using System.Globalization;
using System.Text.Json;
using Nabij.Reference;
using Npgsql;
using NpgsqlTypes;

namespace Nabij.Benchmarks.Search;

/// <summary>A service that nobody offers, as a row of the catalogue.</summary>
/// <param name="Content">The JSON of what is told about it.</param>
internal sealed record RandomService(
    Guid Id, Guid Organisation, string Name, string[] SupportTypes, bool National, string[] Municipalities, string Content, DateTime PublishedAt, DateTime? VerifiedAt);

/// <summary>
/// Plausible services in any number, always the same ones for the same seed: one in a hundred is national, the others lie in municipalities by their
/// number of inhabitants.
/// </summary>
/// <param name="until">They were published in the two months before.</param>
internal sealed class RandomServices(int seed, DateTime until)
{
    /// <summary>Of the two months before today.</summary>
    public RandomServices(int seed) : this(seed, TimeProvider.System.GetUtcNow().UtcDateTime.Date) { }

    private readonly Random _random = new(seed);
    private readonly Municipality[] _municipalities = [.. Municipalities.All.Where(m => m.IsValidOn(new DateOnly(2026, 11, 1)))];
    private readonly int[] _weights = Cumulate([.. Municipalities.All.Where(m => m.IsValidOn(new DateOnly(2026, 11, 1))).Select(m => Math.Max(1, m.Population / 1000))]);

    /// <summary>The organisations to which they belong.</summary>
    public IReadOnlyList<Guid> Organisations { get; } = [.. Enumerable.Range(1, 200).Select(i => new Guid(i, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1))];

    /// <summary>Codes of municipalities, the larger ones more often.</summary>
    public string Municipality()
    {
        var at = Array.BinarySearch(_weights, _random.Next(_weights[^1]) + 1);
        return _municipalities[at < 0 ? ~at : at].Code;
    }

    public RandomService Next()
    {
        var national = _random.Next(100) == 0;
        string[] municipalities = national ? [] : [.. Enumerable.Range(0, _random.Next(10) == 0 ? 3 : 1).Select(_ => Municipality()).Distinct().Order()];
        var (activity, what) = Of(Activities);
        var name = $"{activity} {Of(Names)} {_random.Next(1000)}";
        var supportTypes = Some(SupportTypes, 1, 3);
        var funding = Of<string?>(["free", "subsidised", "commercial", null]);
        var content = new
        {
            name,
            essence = new
            {
                what = $"{what} {Of(Extras)} {Of(Extras)}",
                forWhom = $"Voor {Of(People)}, ook als u {Of(Situations)}.",
                how = Of(Ways),
            },
            supportTypes,
            problems = Some(Problems, 0, 4),
            targetGroups = Some(TargetGroups, 0, 4),
            format = Of(["group", "individual", "both"]),
            frequency = Of(["one-off", "recurring", "recurring", "always"]),
            setting = Some(["at-home", "out-of-home", "online", "phone"], 0, 3),
            funding,
            workforce = Of<string?>(["voluntary", "professional", "mixed", null]),
            conditions = new
            {
                minAge = _random.Next(3) == 0 ? _random.Next(12, 70) : (int?)null,
                maxAge = _random.Next(6) == 0 ? _random.Next(70, 100) : (int?)null,
                access = Of(["open", "open", "sign-up", "referral", "indication"]),
            },
            costs = Enumerable.Range(0, funding == "free" ? 0 : _random.Next(3)).Select(_ => new { label = "deelname", price = new { amount = _random.Next(0, 100) * 0.25m, currency = "EUR" }, per = Of(["visit", "month", "once", "year"]) }),
            contact = new { phone = "010 555 01 00" },
            locations = municipalities.SelectMany(Places),
            schedule = new { times = Times() },
            scope = new { national, municipalities },
            languages = _random.Next(4) == 0 ? Some(Languages, 1, 3) : [],
            evidence = "none",
        };
        var published = until.AddMinutes(-_random.Next(1, 86_400));
        return new RandomService(
            Guid.CreateVersion7(published.AddMilliseconds(_random.Next(60_000))), Of(Organisations), name, supportTypes, national, municipalities,
            JsonSerializer.Serialize(content, JsonSerializerOptions.Web), published, _random.Next(2) == 0 ? published.AddMinutes(_random.Next(10_000)) : null);
    }

    /// <summary>Stores so many as published services, with their organisations.</summary>
    public async Task StoreAsync(NpgsqlDataSource db, int count, CancellationToken ct = default)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using (var organisations = new NpgsqlCommand(OrganisationsSql, connection))
        {
            organisations.Parameters.AddWithValue("ids", Organisations.ToArray());
            organisations.CommandTimeout = 0;
            await organisations.ExecuteNonQueryAsync(ct);
        }

        await using var copy = await connection.BeginBinaryImportAsync(CopySql, ct);
        copy.Timeout = Timeout.InfiniteTimeSpan;
        for (var i = 0; i < count; i++)
        {
            var service = Next();
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(service.Id, ct);
            await copy.WriteAsync(service.Organisation, ct);
            await copy.WriteAsync("published", ct);
            await copy.WriteAsync(2, ct);
            await copy.WriteAsync(service.Content, NpgsqlDbType.Jsonb, ct);
            await copy.WriteAsync(service.Name, ct);
            await copy.WriteAsync(service.SupportTypes, ct);
            await copy.WriteAsync(service.National, ct);
            await copy.WriteAsync(service.Municipalities, ct);
            await copy.WriteAsync(service.PublishedAt, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(service.PublishedAt, NpgsqlDbType.TimestampTz, ct);
            if (service.VerifiedAt is { } verified) await copy.WriteAsync(verified, NpgsqlDbType.TimestampTz, ct);
            else await copy.WriteNullAsync(ct);
            // Left out, the service would find it out for each, beside what is measured.
            await copy.WriteAsync("unknown", ct);
        }

        await copy.CompleteAsync(ct);
    }

    private IEnumerable<object> Places(string municipality)
    {
        var postcodes = Postcodes.In(municipality).ToList();
        if (postcodes.Count == 0 || _random.Next(5) == 0) yield break;
        var postcode = Of(postcodes);
        var exact = _random.Next(2) == 0;
        yield return new
        {
            name = $"Buurthuis {Of(Names)}",
            address = $"{Of(Names)}straat {_random.Next(1, 200)}",
            postcode = postcode.Code,
            city = postcode.Place,
            latitude = exact ? Math.Round(postcode.Centroid.Latitude + _random.NextDouble() / 100, 5) : (double?)null,
            longitude = exact ? Math.Round(postcode.Centroid.Longitude + _random.NextDouble() / 100, 5) : (double?)null,
        };
    }

    private IEnumerable<object> Times() => Enumerable.Range(0, _random.Next(3)).Select(_ => new
    {
        startDate = "2026-01-05",
        startsAt = string.Create(CultureInfo.InvariantCulture, $"{_random.Next(8, 20):D2}:00:00"),
        endsAt = "21:30:00",
        rule = $"FREQ=WEEKLY;BYDAY={Of(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])}",
    });

    private T Of<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];

    private string[] Some(IReadOnlyList<string> list, int least, int most) =>
        [.. Enumerable.Range(0, _random.Next(least, most + 1)).Select(_ => Of(list)).Distinct()];

    private static int[] Cumulate(int[] weights)
    {
        for (var i = 1; i < weights.Length; i++) weights[i] += weights[i - 1];
        return weights;
    }

    private static readonly string[] SupportTypes = [.. ReferenceLists.SupportTypes.Items.Select(i => i.Code)];
    private static readonly string[] Problems = [.. ReferenceLists.Problems.Items.Select(i => i.Code)];
    private static readonly string[] TargetGroups = [.. ReferenceLists.TargetGroups.Items.Select(i => i.Code)];
    private static readonly string[] Languages = ["nl", "en", "tr", "ar", "pl", "uk", "ti", "fa", "es", "de"];

    private static readonly (string Name, string What)[] Activities =
    [
        ("Wandelgroep", "Elke week wandelen we samen een uur door de buurt."), ("Koffieochtend", "Een kop koffie en een praatje met mensen uit de wijk."),
        ("Maatjesproject", "Een vrijwilliger komt bij u langs voor een praatje of een uitje."), ("Eettafel", "Samen eten aan een gedekte tafel, gekookt door vrijwilligers."),
        ("Rouwgroep", "Praten met anderen die ook iemand verloren hebben."), ("Taalcafé", "Nederlands oefenen in kleine groepen."),
        ("Computerhulp", "Hulp bij uw telefoon, tablet of computer."), ("Zangkoor", "Samen zingen, van oude liedjes tot pop."),
        ("Tuingroep", "Samen werken in de moestuin en delen wat er groeit."), ("Klusdienst", "Kleine klussen in huis door handige buurtgenoten."),
        ("Boodschappendienst", "Iemand doet uw boodschappen, of gaat met u mee."), ("Telefooncirkel", "Elke ochtend belt iemand u even op."),
        ("Leesclub", "Eens per maand praten we over een boek."), ("Beweegles", "Rustig bewegen op muziek, ook vanaf een stoel."),
        ("Biljartmiddag", "Een middag biljarten en bijpraten."), ("Vervoersdienst", "Vrijwilligers brengen u naar de dokter of de winkel."),
        ("Luisterend oor", "Dag en nacht bellen of chatten met iemand die luistert."), ("Mantelzorgsalon", "Even op adem komen met andere mantelzorgers."),
        ("Spelletjesavond", "Kaarten, rummikub en sjoelen met elkaar."), ("Formulierenhulp", "Hulp bij brieven, toeslagen en formulieren."),
        ("Creatief atelier", "Schilderen, breien of kleien met anderen."), ("Inloop", "De deur staat open: kom binnen wanneer u wilt."),
        ("Jongerenhuis", "Gamen, koken en praten voor jongeren."), ("Cursus sociale vaardigheden", "Leren hoe u contact maakt en houdt."),
    ];

    private static readonly string[] Names =
    [
        "De Brug", "Zuid", "Noord", "De Kade", "Het Anker", "De Linde", "Oost", "De Meent", "West", "Het Trefpunt", "De Zon", "Centrum", "De Molen", "De Haven", "Het Baken",
        "De Eik", "Vogelbuurt", "De Schakel", "Rivierenwijk", "De Hoek", "Samen", "Ontmoet", "Buurtgenoten", "De Vriendschap", "Welkom", "De Open Deur",
    ];

    private static readonly string[] Extras =
    [
        "Iedereen is welkom.", "Een rollator is geen bezwaar.", "U hoeft niets te kunnen.", "Na afloop drinken we koffie.", "Er is altijd een gastvrouw of gastheer.",
        "We gaan ook weleens op stap.", "U beslist zelf hoe vaak u komt.", "De eerste keer is om te proeven.", "Vrijwilligers helpen u op weg.", "We maken een lijst van wat u graag doet.",
        "Er is een lift en een ruim toilet.", "Een hond mag mee.", "We beginnen rustig en eindigen met muziek.", "Samen is gezelliger dan alleen.",
    ];

    private static readonly string[] People =
    [
        "ouderen", "buurtbewoners", "mensen die alleen wonen", "nieuwkomers", "jongeren", "mantelzorgers", "alleenstaande ouders", "weduwen en weduwnaars", "mensen met weinig geld",
        "mensen die slecht horen", "iedereen in de wijk",
    ];

    private static readonly string[] Situations = ["niemand kent", "niet goed ter been bent", "somber bent", "weinig geld hebt", "de taal nog leert", "net verhuisd bent", "iemand mist"];

    private static readonly string[] Ways = ["Kom langs, aanmelden hoeft niet.", "Bel ons voor een afspraak.", "Meld u aan via de website.", "Vraag uw huisarts of wijkteam om een verwijzing."];

    private const string OrganisationsSql = """
        insert into organisation (id, name, domain, version, changed_at)
        select id, 'Stichting ' || row_number() over (order by id) || ' (proef)', 'care-welfare', 1, now() from unnest(@ids) as o (id)
        on conflict do nothing
        """;

    private const string CopySql = """
        copy service (id, organisation_id, state, version, content, name, support_types, national, municipalities, published_at, changed_at, verified_at, cadence)
        from stdin (format binary)
        """;
}
