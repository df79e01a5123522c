using System.Text.RegularExpressions;

namespace Nabij.Reference.Validation;

/// <summary>A CBS code of a district (<c>WK034401</c>) or neighbourhood (<c>BU03440101</c>), judged by its form.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed partial class NeighbourhoodCodeAttribute() : ReferenceValidationAttribute("^(WK[0-9]{6}|BU[0-9]{8})$")
{
    protected override string Dutch => "Geef de CBS-code van een wijk of buurt, zoals WK034401 of BU03440101.";

    protected override string English => "Give the CBS code of a district or neighbourhood, such as WK034401 or BU03440101.";

    protected override bool Accepts(string text, IServiceProvider services) => Form().IsMatch(text);

    [GeneratedRegex(@"\A(WK[0-9]{6}|BU[0-9]{8})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
