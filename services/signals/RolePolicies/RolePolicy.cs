using Nabij.ServiceDefaults.Problems;

namespace Nabij.Signals.RolePolicies;

/// <summary>
/// On what conditions somebody may report in a role: the whole policy is the table below. Police data falls under the Police Data Act (Wpg), what a
/// doctor or another care worker knows under professional secrecy; everyone else reports what anyone could see.
/// </summary>
/// <param name="Role">Code of the list <c>reporter-roles</c>.</param>
/// <param name="Basis">What makes the report lawful.</param>
/// <param name="Notice">What the reporter reads before sending.</param>
internal sealed record RolePolicy(string Role, SourceBasis Basis, Text Notice)
{
    public static readonly IReadOnlyList<RolePolicy> All =
    [
        new("pharmacists",                             SourceBasis.Secrecy,  RoleNotice.AskFirst),
        new("transport-drivers-escorts",               SourceBasis.Anyone,   RoleNotice.WhatYouSaw),
        new("veterinarians",                           SourceBasis.Anyone,   RoleNotice.WhatYouSaw),
        new("dietitians",                              SourceBasis.Secrecy,  RoleNotice.AskFirst),
        new("physiotherapists",                        SourceBasis.Secrecy,  RoleNotice.AskFirst),
        new("municipal-enforcement-officers",          SourceBasis.Office,   RoleNotice.NotFromSystems),
        new("general-practitioners",                   SourceBasis.Secrecy,  RoleNotice.AskFirst),
        new("caretakers-housing",                      SourceBasis.Anyone,   RoleNotice.WhatYouSaw),
        new("refuse-collectors",                       SourceBasis.Anyone,   RoleNotice.WhatYouSaw),
        new("hairdressers",                            SourceBasis.Anyone,   RoleNotice.WhatYouSaw),
        new("school-mentors",                          SourceBasis.Office,   RoleNotice.Children),
        new("neighbourhood-team-members",              SourceBasis.Office,   RoleNotice.TellThePerson),
        new("neighbourhood-restaurant-staff",          SourceBasis.Anyone,   RoleNotice.WhatYouSaw),
        new("other-paramedical-staff",                 SourceBasis.Secrecy,  RoleNotice.AskFirst),
        new("pastoral-workers-elders",                 SourceBasis.Calling,  RoleNotice.AskFirst),
        new("pedicurists",                             SourceBasis.Anyone,   RoleNotice.WhatYouSaw),
        new("gp-practice-nurses",                      SourceBasis.Secrecy,  RoleNotice.AskFirst),
        new("psychologists-psychiatrists-psychosocial", SourceBasis.Secrecy, RoleNotice.AskFirst),
        new("social-workers",                          SourceBasis.Office,   RoleNotice.TellThePerson),
        new("sports-teachers-coaches",                 SourceBasis.Anyone,   RoleNotice.WhatYouSaw),
        new("study-counsellors",                       SourceBasis.Office,   RoleNotice.Children),
        new("supermarket-staff",                       SourceBasis.Anyone,   RoleNotice.WhatYouSaw),
        new("home-care-workers",                       SourceBasis.Secrecy,  RoleNotice.AskFirst),
        new("visiting-service-volunteers",             SourceBasis.Anyone,   RoleNotice.TellThePerson),
        new("community-police-officers",               SourceBasis.Police,   RoleNotice.PoliceOnly),
    ];

    private static readonly Dictionary<string, RolePolicy> ByRole = All.ToDictionary(p => p.Role);

    /// <summary>Any resident, and who does not say in which role.</summary>
    private static readonly RolePolicy Resident = new("resident", SourceBasis.Anyone, RoleNotice.WhatYouSaw);

    public static RolePolicy For(string? reporterRole) => reporterRole is not null && ByRole.TryGetValue(reporterRole, out var policy) ? policy : Resident;

    /// <param name="sourceBasis">What the handler says that was met.</param>
    /// <param name="entered">The municipality entered a basis that still holds.</param>
    public bool Allows(string? sourceBasis, bool entered) =>
        (Basis.Codes.Count == 0 || (sourceBasis is not null && Basis.Codes.Contains(sourceBasis))) && (entered || !Basis.IsEntered);
}

/// <summary>What a report of a role rests on.</summary>
/// <param name="Codes">Of which the handler names one before contact is sought; empty when nothing is asked.</param>
/// <param name="Law">Where it stands.</param>
/// <param name="IsEntered">The municipality must have entered a basis with an end, or the role cannot report.</param>
internal sealed record SourceBasis(IReadOnlyList<string> Codes, string Law, bool IsEntered = false)
{
    public const string PatientInformed = "patient-informed", ConflictOfDuties = "conflict-of-duties", PoliceDataDecree = "police-data-decree";

    public static readonly SourceBasis
        Anyone = new([], "AVG art. 6 lid 1 onder f"),
        Office = new([], "AVG art. 6 lid 1 onder e; Wmo 2015 art. 2.1.2"),
        Secrecy = new([PatientInformed, ConflictOfDuties], "BW art. 7:457; Wet BIG art. 88"),
        Calling = new([PatientInformed, ConflictOfDuties], "Sr art. 272"),
        Police = new([PoliceDataDecree], "Wpg art. 18 en 20", IsEntered: true);
}

internal static class RoleNotice
{
    public static readonly Text
        WhatYouSaw = (
            "Vertel wat u zelf zag of hoorde. U hoeft uw naam niet te geven. De persoon kan vermoeden dat u het was.",
            "Tell what you saw or heard yourself. You need not give your name. The person may guess that it was you."),
        TellThePerson = (
            "Vertel de persoon dat u dit wilt melden, als dat kan. Geef niet meer door dan nodig is.",
            "Tell the person that you want to report this, if you can. Pass on no more than is needed."),
        AskFirst = (
            "U hebt een beroepsgeheim. Vraag de persoon eerst om toestemming. Lukt dat niet en is melden toch nodig, leg dan vast waarom.",
            "You are bound by professional secrecy. Ask the person for consent first. If you cannot and a report is needed all the same, record why."),
        NotFromSystems = (
            "Vertel wat u op straat zag. Geef niets door uit een opsporingssysteem: daarvoor geldt de Wet politiegegevens.",
            "Tell what you saw in the street. Pass on nothing from an investigation system: the Police Data Act applies to that."),
        Children = (
            "Gaat het om een leerling? Bespreek het eerst met de leerling of de ouders. Is een kind onveilig, bel dan Veilig Thuis: 0800-2000.",
            "Is it about a pupil? Talk with the pupil or the parents first. If a child is unsafe, call Veilig Thuis: 0800-2000."),
        PoliceOnly = (
            "Meld alleen als de gemeente hiervoor een grondslag heeft ingevuld. Geef alleen door wat nodig is om contact te leggen, en leg de verstrekking vast.",
            "Report only if the municipality entered a basis for this. Pass on only what is needed to make contact, and record that you did.");
}
