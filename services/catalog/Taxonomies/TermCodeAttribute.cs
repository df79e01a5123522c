using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Taxonomies;

/// <summary>A code of a term, or a list of them: 2 to 40 small letters and digits, in parts joined by hyphens.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class TermCodeAttribute() : RegularExpressionAttribute(Form)
{
    private const string Form = "^(?=.{2,40}$)[a-z0-9]+(-[a-z0-9]+)*$";

    public override bool IsValid(object? value) => value switch
    {
        null => true,
        string code => Whole().IsMatch(code),
        _ => value is IEnumerable<string?> codes && codes.All(code => code is not null && Whole().IsMatch(code)),
    };

    public override string FormatErrorMessage(string name) => new Text(
        "Een code heeft 2 tot 40 kleine letters, cijfers en streepjes, zoals u-pas.", "A code has 2 to 40 small letters, digits and hyphens, such as u-pas.").ToString();

    [GeneratedRegex(Form)]
    private static partial Regex Whole();
}
