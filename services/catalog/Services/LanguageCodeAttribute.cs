using System.ComponentModel.DataAnnotations;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Services;

/// <summary>A list of ISO 639-1 codes.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LanguageCodeAttribute() : RegularExpressionAttribute("^[a-z]{2}$")
{
    public override bool IsValid(object? value) =>
        value is null || (value is IEnumerable<string> codes && codes.All(c => c is { Length: 2 } && c.All(char.IsAsciiLetterLower)));

    public override string FormatErrorMessage(string name) =>
        new Text("Geef taalcodes van twee letters, zoals nl.", "Give language codes of two letters, such as nl.").ToString();
}
