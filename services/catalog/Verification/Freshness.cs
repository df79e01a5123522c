using Nabij.Catalog.Services;
using Nabij.Reference.Calendar;

namespace Nabij.Catalog.Verification;

/// <summary>How recently somebody made sure that a service is right.</summary>
internal enum FreshnessStage
{
    /// <summary>Checked within its cadence, and not to be checked soon.</summary>
    Fresh,

    /// <summary>Time to ask: the organisation gets a question.</summary>
    Due,

    /// <summary>Too long ago: labelled, and ranked lower.</summary>
    Stale,

    /// <summary>Nobody answered: the service desk calls.</summary>
    Call,

    /// <summary>Not shown, unless somebody searches for its name.</summary>
    Hidden,
}

/// <summary>
/// The stage of a service at a moment, from two of its clocks: the last check, or the first publication when nobody ever checked. When
/// the text changed, or a source had it, says nothing about it.
/// </summary>
internal static class Freshness
{
    /// <summary>The share of the cadence from which each stage holds.</summary>
    private static readonly (FreshnessStage Stage, double From)[] Stages =
    [
        (FreshnessStage.Due,    0.75),
        (FreshnessStage.Stale,  1.00),
        (FreshnessStage.Call,   1.25),
        (FreshnessStage.Hidden, 1.50),
    ];

    /// <summary>Where each stage after the first begins, as shares of the cadence; for SQL that counts by stage.</summary>
    public static double[] Shares { get; } = [.. Stages.Select(s => s.From)];

    public static double From(FreshnessStage stage) => Stages.Single(s => s.Stage == stage).From;

    public static FreshnessStage Of(Service service, DateTimeOffset now) =>
        Of(Cadence.Of(service.Content), Cadence.EndsOn(service.Content), service.VerifiedAt, service.PublishedAt, now);

    /// <param name="endsOn">The last day of what is dated.</param>
    public static FreshnessStage Of(Cadence cadence, DateOnly? endsOn, DateTimeOffset? verifiedAt, DateTimeOffset? publishedAt, DateTimeOffset now)
    {
        if (endsOn < DutchDay.Of(now)) return FreshnessStage.Hidden;
        if (cadence.Days is not { } days || (verifiedAt ?? publishedAt) is not { } since) return FreshnessStage.Fresh;
        var share = (now - since) / TimeSpan.FromDays(days);
        return Stages.LastOrDefault(s => share >= s.From).Stage;
    }

    /// <summary>From when on it counts as not checked recently; null for what ends by itself, and for what was never public.</summary>
    public static DateTimeOffset? StaleAt(Service service) => Cadence.Of(service.Content).Days is { } days
        ? (service.VerifiedAt ?? service.PublishedAt)?.AddDays(days * From(FreshnessStage.Stale))
        : null;
}
