using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Taxonomies;

/// <summary>Something that a municipality tells services apart by.</summary>
/// <param name="Code">Stays when the label changes.</param>
/// <param name="Label">What residents read: "U-pas geldig".</param>
/// <param name="LabelEn">In English; as in Dutch when it is left out.</param>
/// <param name="Description">What it means, for who wonders.</param>
internal sealed record TaxonomyTerm(
    [property: Needed, TermCode] string Code,
    [property: Needed, LengthBetween(2, 60)] string Label,
    [property: LengthBetween(2, 60)] string? LabelEn = null,
    [property: LengthBetween(3, 400)] string? Description = null)
{
    internal Text Text => new(Label, LabelEn ?? Label);
}

/// <param name="Terms">All of them, in the order in which they are shown.</param>
internal sealed record TaxonomyContent([property: Needed, AtMost(100)] IReadOnlyList<TaxonomyTerm> Terms)
{
    /// <summary>Rules between fields, by the field to blame.</summary>
    public Dictionary<string, string[]> Faults()
    {
        var faults = new Dictionary<string, string[]>();
        var (codes, labels) = (new HashSet<string>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        for (var i = 0; i < Terms.Count; i++)
        {
            if (Terms[i] is not { } term) faults[$"terms[{i}]"] = [Nothing.ToString()];
            else if (!codes.Add(term.Code)) faults[$"terms[{i}].code"] = [CodeTwice.ToString()];
            else if (!labels.Add(term.Label.Trim())) faults[$"terms[{i}].label"] = [LabelTwice.ToString()];
        }

        return faults;
    }

    private static readonly Text Nothing = ("Vul deze term in, of laat hem weg.", "Fill in this term, or leave it out.");
    private static readonly Text CodeTwice = ("Deze code staat er twee keer.", "This code is there twice.");
    private static readonly Text LabelTwice = ("Dit label staat er twee keer.", "This label is there twice.");
}

/// <param name="Municipality">CBS code.</param>
internal sealed record Taxonomy(string Municipality, IReadOnlyList<TaxonomyTerm> Terms);
