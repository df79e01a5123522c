using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Nabij.Reference.Validation;

/// <summary>
/// Checks a string, or each string of a list; null passes. The message is English when the current UI culture is, and Dutch otherwise.
/// It never repeats the value, which may be personal. The pattern bounds what the OpenAPI document lets in; the reference data decides.
/// </summary>
public abstract class ReferenceValidationAttribute(string pattern) : RegularExpressionAttribute(pattern)
{
    public override bool RequiresValidationContext => true;

    protected abstract string Dutch { get; }

    protected abstract string English { get; }

    public sealed override string FormatErrorMessage(string name) =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? English : Dutch;

    protected sealed override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var valid = value switch
        {
            null => true,
            string text => Accepts(text, validationContext),
            IEnumerable<string?> texts => texts.All(text => text is not null && Accepts(text, validationContext)),
            _ => throw new InvalidOperationException($"{GetType().Name} is for a string or a list of strings, not for {value.GetType()}."),
        };
        return valid
            ? ValidationResult.Success
            : new ValidationResult(
                FormatErrorMessage(validationContext.DisplayName),
                validationContext.MemberName is { } member ? [member] : null);
    }

    protected abstract bool Accepts(string text, IServiceProvider services);
}
