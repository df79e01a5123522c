using System.Text.Json;
using Nabij.Signals.FollowUp;

namespace Nabij.Signals.Retention;

/// <summary>How long is kept after an outcome: as long as the municipality says, and else the default of <see cref="Outcome"/>.</summary>
internal static class RetentionTerms
{
    public const int Shortest = 1, Longest = 3650;

    /// <param name="own">Days by outcome as JSON; null when the municipality has set nothing.</param>
    public static RetentionRule? For(string outcome, string? own)
    {
        if (Outcome.Find(outcome) is not { } known) return null;
        return Read(own).TryGetValue(outcome, out var days) ? new RetentionRule("municipality", days) : known.Retention;
    }

    public static Dictionary<string, int> Read(string? own) => own is null ? [] : JsonSerializer.Deserialize<Dictionary<string, int>>(own)!;

    public const string FindSql = "select days::text as days, version from retention_terms where municipality = @code";
}

internal sealed record StoredTerms(string Days, long Version);

/// <param name="Rules">One for each outcome.</param>
internal sealed record MunicipalityRetention(string Municipality, IReadOnlyList<RetentionTerm> Rules)
{
    public static MunicipalityRetention Of(string municipality, string? own)
    {
        var days = RetentionTerms.Read(own);
        return new(municipality, [.. Outcome.All.Select(o => new RetentionTerm(o.Code, days.GetValueOrDefault(o.Code, o.Retention.Days), o.Retention.Days))]);
    }
}

/// <param name="Days">After closing, 1 to 3650.</param>
/// <param name="DefaultDays">Where the municipality says nothing.</param>
internal sealed record RetentionTerm(string Outcome, int Days, int DefaultDays);
