namespace Nabij.Signals.FollowUp;

/// <summary>
/// Some reporters may share what they know on conditions of their own: the police under the Police Data Act (Wpg), doctors and other care
/// workers under professional secrecy. Before contact the handler says which condition was met.
/// </summary>
/// <param name="SourceBases">Codes of which one is needed; empty when none is.</param>
internal sealed record RolePolicy(IReadOnlyList<string> SourceBases)
{
    public const string PatientInformed = "patient-informed", ConflictOfDuties = "conflict-of-duties", PoliceDataDecree = "police-data-decree";

    private static readonly RolePolicy Open = new([]);
    private static readonly RolePolicy Secrecy = new([PatientInformed, ConflictOfDuties]);
    private static readonly RolePolicy Police = new([PoliceDataDecree]);

    public static RolePolicy For(string? reporterRole) => reporterRole switch
    {
        "community-police-officers" => Police,
        "general-practitioners" or "gp-practice-nurses" or "pharmacists" or "physiotherapists" or "dietitians" or "other-paramedical-staff"
            or "psychologists-psychiatrists-psychosocial" or "home-care-workers" => Secrecy,
        _ => Open,
    };

    public bool Allows(string? sourceBasis) => SourceBases.Count == 0 || (sourceBasis is not null && SourceBases.Contains(sourceBasis));
}
