namespace Nabij.Signals.Intake;

/// <summary>Section <c>Intake</c>: what keeps floods of reports out. The gateway limits each client before this.</summary>
internal sealed record IntakeOptions
{
    /// <summary>Off: a report needs no solved challenge.</summary>
    public bool ProofOfWork { get; init; } = true;

    /// <summary>Bits that must be zero while it is calm. 16 takes about 65,000 hashes: half a second on a telephone.</summary>
    public int Difficulty { get; init; } = 16;

    /// <summary>Reports a minute, per replica, above which the difficulty rises: a bit for each doubling.</summary>
    public int NormalPerMinute { get; init; } = 60;

    /// <summary>Reports a minute for one municipality, per replica; 0 is no limit.</summary>
    public int PerMunicipality { get; init; } = 120;

    /// <summary>Reports a minute in all, per replica; 0 is no limit.</summary>
    public int InAll { get; init; } = 1200;
}
