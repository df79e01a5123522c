namespace Nabij.Catalog.Duplicates;

/// <summary>A service beside an entry, and what the two share. A <c>Same…</c> is null when one of the two does not tell.</summary>
internal abstract record AlikeRow
{
    public Guid Id { get; init; }

    /// <summary>Of the names: 0..1, by trigrams.</summary>
    public float Similarity { get; init; }

    public bool? SameOrganisation { get; init; }
    public bool? SamePhone { get; init; }
    public bool? SameEmail { get; init; }
    public bool? SameWebsite { get; init; }
    public bool? SamePostcode { get; init; }

    public Likeness Likeness() => Duplicates.Likeness.Of(Similarity, new[]
    {
        (SharedFact.Organisation, SameOrganisation), (SharedFact.Phone, SamePhone), (SharedFact.Email, SameEmail), (SharedFact.Website, SameWebsite),
        (SharedFact.Postcode, SamePostcode),
    }.Where(f => f.Item2 is not null).ToDictionary(f => f.Item1, f => f.Item2!.Value));
}
