using Nabij.Signals.Privacy;

namespace Nabij.Signals.Vault;

// The shapes of what is sealed. They are stored as JSON for years: members may be added, never renamed.

/// <summary>The person of concern, and what was ticked about that person.</summary>
internal sealed record SubjectRecord(
    [property: PersonalData("To ask for the right person", Whose.Subject)] string? Name,
    [property: PersonalData("To visit the person", Whose.Subject)] string? Address,
    [property: PersonalData("To call the person", Whose.Subject)] string? Phone,
    [property: PersonalData("To choose a fitting approach; instead of a date of birth", Whose.Subject)] string? AgeBand,
    [property: PersonalData("To recognise the person where no name is known", Whose.Subject)] string? Description,
    TickedCard? Card);

internal sealed record TickedCard(
    [property: PersonalData("To read the ticked signs as the reporter saw them", Whose.Subject)] string Key,
    [property: PersonalData("To read the ticked signs as the reporter saw them", Whose.Subject)] string Version,
    [property: PersonalData("To judge how much haste there is", Whose.Subject)] IReadOnlyList<string> Items);

internal sealed record ReporterRecord(
    [property: PersonalData("To know whom to ask, where the reporter wants that", Whose.Reporter)] string? Name,
    [property: PersonalData("To tell that there is news", Whose.Reporter)] string? Email,
    [property: PersonalData("To ask the reporter something, where the reporter wants that", Whose.Reporter)] string? Phone);

internal sealed record WorryRecord([property: PersonalData("The worry itself", Whose.Both)] string Text);

/// <summary>Somebody who is visited at home.</summary>
internal sealed record VisitRecord(
    [property: PersonalData("To visit the person", Whose.Subject)] string Address,
    [property: PersonalData("To ask for the right person", Whose.Subject)] string? Name);
