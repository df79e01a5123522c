namespace Nabij.Catalog.Duplicates;

/// <summary>What two entries can share.</summary>
internal enum SharedFact
{
    Postcode,
    Phone,
    Email,
    Organisation,
    Name,
    Website,
}

/// <summary>
/// How much two entries look like one and the same service. Each fact weighs as it proved to in a large American directory (address most, web address
/// least; the organisation stands where its taxonomy stood); a fact that one of the two does not tell counts neither for nor against.
/// </summary>
/// <param name="Score">0 to 1: the weight of what is shared, of the weight of what both tell.</param>
/// <param name="Reasons">What is shared, the heaviest first.</param>
internal sealed record Likeness(double Score, IReadOnlyList<SharedFact> Reasons)
{
    /// <summary>From here on it is worth a look.</summary>
    public const double Possible = 0.5;

    /// <summary>From here on it is probably the same.</summary>
    public const double Likely = 0.82;

    /// <summary>Names that are less alike are different names; the same bound as PostgreSQL's <c>pg_trgm</c>.</summary>
    public const double AlikeName = 0.3;

    private static readonly IReadOnlyList<(SharedFact Fact, double Weight)> Weights =
    [
        (SharedFact.Postcode,     0.34),
        (SharedFact.Phone,        0.22),
        (SharedFact.Email,        0.16),
        (SharedFact.Organisation, 0.12),
        (SharedFact.Name,         0.12),
        (SharedFact.Website,      0.04),
    ];

    /// <summary>
    /// Names that sound alike are the main reason to be wrong: something else must be shared too. And services of one organisation share its
    /// telephone and its door: there the name must be alike.
    /// </summary>
    public bool IsWorthALook => Score >= Possible && Reasons.Any(r => r != SharedFact.Name) && (!Reasons.Contains(SharedFact.Organisation) || Reasons.Contains(SharedFact.Name));

    /// <param name="nameSimilarity">0..1, by trigrams.</param>
    /// <param name="shared">For each other fact that both tell: whether it is the same.</param>
    public static Likeness Of(double nameSimilarity, IReadOnlyDictionary<SharedFact, bool> shared)
    {
        double of = 0, sum = 0;
        var reasons = new List<SharedFact>();
        foreach (var (fact, weight) in Weights)
        {
            if (ShareOf(fact) is not { } share) continue;
            of += weight;
            sum += weight * share;
            if (share > 0) reasons.Add(fact);
        }

        return new(sum / of, reasons);

        double? ShareOf(SharedFact fact)
        {
            if (fact == SharedFact.Name) return nameSimilarity >= AlikeName ? nameSimilarity : 0;
            return shared.TryGetValue(fact, out var same) ? same ? 1 : 0 : null;
        }
    }
}
