using Nabij.Catalog.Search.Dutch;
using Nabij.Catalog.Services;
using Nabij.Catalog.Taxonomies;
using Nabij.Catalog.Verification;
using Nabij.Reference.Calendar;

namespace Nabij.Catalog.Search.Index;

/// <summary>A published service, as the index takes it in.</summary>
internal sealed record IndexedService(
    Guid Id, Guid OrganisationId, string OrganisationName, ServiceContent Content, DateTimeOffset PublishedAt, DateTimeOffset? VerifiedAt,
    IReadOnlyList<ServiceLabel> Labels);

/// <summary>A service with its text analysed: the costly part, which can be done for several at once.</summary>
/// <param name="Terms">Each term once, with the highest weight that it has in any field: 1..255.</param>
/// <param name="Words">What residents can type to find it, unstemmed; those of the name first.</param>
/// <param name="Shown">The <see cref="FoundService"/> that a list shows, as JSON in UTF-8, which takes less room than objects.</param>
internal sealed record AnalysedService(
    IndexedService Service, FreshnessStage Freshness, IReadOnlyCollection<KeyValuePair<string, byte>> Terms, IReadOnlyList<string> NameWords, IReadOnlyCollection<string> Words, byte[] Shown)
{
    /// <summary>From this weight on, a term stands in the name.</summary>
    public const byte NameWeight = 90;

    /// <param name="now">Decides how fresh it is, for the day.</param>
    public static AnalysedService Of(IndexedService service, DutchAnalyzer analyzer, DateTimeOffset now)
    {
        var content = service.Content;
        var freshness = Verification.Freshness.Of(Cadence.Of(content), Cadence.EndsOn(content), service.VerifiedAt, service.PublishedAt, now);
        var terms = new TermWeights();
        var words = new HashSet<string>();
        Take(content.Name, 180);
        // A name begins with what it is: "wandelen" means "De wandelgroep" rather than "Hond zoekt wandelvriend".
        terms.Raise(content.Name.Split(' ').Select(word => analyzer.Read(word).Terms.ToList()).FirstOrDefault(word => word.Count > 0) ?? [], 200);
        Take(content.SummaryOrEssence(), 60);
        Take(Labels(content, DutchDay.Of(now)), 60);
        Take(service.OrganisationName, 50);
        // What one municipality says of a national service is for that one: there the filter finds it.
        if (!content.Scope.National) Take(string.Join(" . ", service.Labels.Select(l => l.Label)), 40);
        Take(content.Essence.What, 40);
        Take(content.Essence.ForWhom, 40);
        Take(string.Join(' ', content.Locations.SelectMany(l => new[] { l.Name, l.City })), 40);
        Take(content.Essence.How, 20);
        Take($"{content.Conditions.Text} {content.Schedule.Text}", 15);
        // Who has only a number, of a telephone or of a postcode, finds whose it is.
        Take(content.Contact.Phone ?? "", 15);
        foreach (var location in content.Locations) Take($"{location.Postcode} . {location.Postcode[..4]}", 15);
        return new AnalysedService(service, freshness, terms.ToList(), [.. analyzer.Read(content.Name).Words.Distinct()], words, FoundServices.Write(service, freshness));

        void Take(string text, int weight)
        {
            var passage = analyzer.Read(text);
            terms.Add(passage.Terms, weight);
            words.UnionWith(passage.Words);
        }
    }

    /// <summary>People search for what a code means, in Dutch: "een op een", "gratis", "dinsdag".</summary>
    private static string Labels(ServiceContent content, DateOnly today) => string.Join(" . ",
        Labels(Facets.SupportType, content.SupportTypes)
            .Concat(Labels(Facets.Problem, content.Problems))
            .Concat(Labels(Facets.TargetGroup, content.TargetGroups))
            .Concat(Labels(Facets.Format, content.Format == "both" ? ["group", "individual"] : [content.Format]))
            .Concat(Labels(Facets.Setting, content.Setting))
            .Concat(Labels(Facets.Funding, content.Funding is { } funding ? [funding] : []))
            .Concat(Labels(Facets.OpenOn, Weekdays.Of(content.Schedule, today))));

    private static IEnumerable<string> Labels(FacetGroup group, IEnumerable<string> codes) => codes.Select(c => group.LabelOf(c).Nl);
}
