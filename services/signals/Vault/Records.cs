namespace Nabij.Signals.Vault;

// The shapes of what is sealed. They are stored as JSON for years: members may be added, never renamed.

/// <summary>The person of concern, and what was ticked about that person.</summary>
internal sealed record SubjectRecord(string? Name, string? Address, string? Phone, string? AgeBand, string? Description, TickedCard? Card);

internal sealed record TickedCard(string Key, string Version, IReadOnlyList<string> Items);

internal sealed record ReporterRecord(string? Name, string? Email, string? Phone);

internal sealed record WorryRecord(string Text);
