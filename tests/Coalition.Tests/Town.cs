using System.Globalization;
using System.Text.Json;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;

namespace Coalition.Tests;

/// <summary>A municipality with its coalition, and partners as a test needs them.</summary>
internal sealed class Town(CoalitionFixture service, string municipality, HttpClient coordinator, Guid coalition) : IDisposable
{
    public string Municipality => municipality;

    /// <summary>Acts as the coordinator.</summary>
    public HttpClient Coordinator => coordinator;

    public Guid Coalition => coalition;

    public string Path => $"/coalitions/{coalition}";

    public static async Task<Town> FoundAsync(CoalitionFixture service, string? municipality = null, int gapThreshold = 1)
    {
        municipality ??= service.NewMunicipality();
        var coordinator = service.Caller(Roles.Coordinator, municipality);
        var founded = await coordinator.CreateAsync("/coalitions", new { name = $"Samen in {municipality}", municipalities = new[] { municipality }, gapThreshold });
        return new Town(service, municipality, coordinator, founded.Id());
    }

    public HttpClient Member(Guid organisation, string? subject = null) => service.Caller(Roles.Member, municipality, organisation, subject);

    public async Task<JsonElement> AddPartnerAsync(string name, string domain = "care-welfare", Guid? organisation = null) =>
        await coordinator.CreateAsync($"{Path}/partners", new
        {
            organisationId = organisation ?? Guid.NewGuid(),
            name,
            kind = "organisation",
            domain,
            tier = "core",
        });

    /// <summary>A partner that takes part, with one contact.</summary>
    public async Task<(JsonElement Partner, JsonElement Person)> JoinAsync(string name, string domain, Guid? organisation = null, string? account = null)
    {
        var partner = await AddPartnerAsync(name, domain, organisation);
        await coordinator.StepAsync($"/partners/{partner.Id()}", "invite");
        var joined = await coordinator.StepAsync($"/partners/{partner.Id()}", "join");
        var person = await coordinator.CreateAsync($"/partners/{partner.Id()}/people", new
        {
            name = $"Contact van {name}",
            roleTitle = "Adviseur",
            email = "contact@voorbeeld.nl",
            account,
        });
        return (joined, person);
    }

    public static object Terms(Guid? owner = null, Guid? gap = null, DateOnly? due = null) => new
    {
        what = "Elke week samen eten in het buurthuis",
        ownerPersonId = owner,
        dueDate = due ?? Days(30),
        means = "Twee vrijwilligers en het buurthuis",
        checks = new
        {
            realistic = new { answer = true },
            supported = new { answer = true },
            staffed = new { answer = true },
            funded = new { answer = false, note = "We vragen het wijkfonds" },
        },
        gapId = gap,
        component = "support-activation",
    };

    /// <summary>As the API writes it.</summary>
    public static string IsoDay(int days) => Days(days).ToString("O", CultureInfo.InvariantCulture);

    public static DateOnly Days(int days) => TimeProvider.System.Today().AddDays(days);

    public void Dispose() => coordinator.Dispose();
}
