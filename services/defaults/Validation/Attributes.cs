using System.Collections;
using System.ComponentModel.DataAnnotations;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.ServiceDefaults.Validation;

// The framework's own rules, with texts that a resident can read, in the language of the request. They extend its attributes, so that the
// OpenAPI document shows the same bounds. Null passes all but Needed.

/// <summary>Must be there; a text may not be empty or blank.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NeededAttribute : RequiredAttribute
{
    public override string FormatErrorMessage(string name) => new Text("Dit is nodig.", "This is required.").ToString();
}

/// <summary>A text of so many characters, both bounds included. An emoji is one character, as it is for the database and for JSON Schema.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class LengthBetweenAttribute : StringLengthAttribute
{
    public LengthBetweenAttribute(int min, int max) : base(max) => MinimumLength = min;

    public override bool IsValid(object? value) =>
        value is null || (value is string text && Holds(text, MinimumLength, MaximumLength));

    internal static bool Holds(string text, int min, int max) => text.EnumerateRunes().Count() is var length && length >= min && length <= max;

    public override string FormatErrorMessage(string name) => MinimumLength == 0
        ? new Text($"Gebruik ten hoogste {MaximumLength} tekens.", $"Use at most {MaximumLength} characters.").ToString()
        : new Text($"Gebruik {MinimumLength} tot {MaximumLength} tekens.", $"Use {MinimumLength} to {MaximumLength} characters.").ToString();
}

/// <summary>A list of texts of so many characters each, both bounds included.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class EachOfLengthAttribute : StringLengthAttribute
{
    public EachOfLengthAttribute(int min, int max) : base(max) => MinimumLength = min;

    public override bool IsValid(object? value) => value is null || (value is IEnumerable<string?> texts && texts.All(t => t is not null && LengthBetweenAttribute.Holds(t, MinimumLength, MaximumLength)));

    public override string FormatErrorMessage(string name) => new Text(
        $"Gebruik voor elke waarde {MinimumLength} tot {MaximumLength} tekens.", $"Use {MinimumLength} to {MaximumLength} characters for each value.").ToString();
}

/// <summary>A number between two bounds, both included.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class BetweenAttribute : RangeAttribute
{
    public BetweenAttribute(int min, int max) : base(min, max) { }

    public BetweenAttribute(double min, double max) : base(min, max) { }

    public override string FormatErrorMessage(string name) =>
        new Text($"Kies een getal van {Minimum} tot en met {Maximum}.", $"Choose a number from {Minimum} to {Maximum}.").ToString();
}

/// <summary>A list of at most <paramref name="max"/> items.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class AtMostAttribute(int max) : MaxLengthAttribute(max)
{
    public override string FormatErrorMessage(string name) => new Text($"Geef ten hoogste {Length} waarden.", $"Give at most {Length} values.").ToString();
}

/// <summary>A list of at least <paramref name="min"/> items.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class AtLeastAttribute(int min) : MinLengthAttribute(min)
{
    public override string FormatErrorMessage(string name) => new Text($"Geef ten minste {Length} waarde.", $"Give at least {Length} value.").ToString();
}

/// <summary>One of a few fixed codes, or a list of them.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public class OneOfAttribute(params string[] codes) : ValidationAttribute
{
    public IReadOnlyList<string> Codes => codes;

    public override bool IsValid(object? value) => value switch
    {
        null => true,
        string one => codes.Contains(one),
        IEnumerable many => many.Cast<object?>().All(v => v is string code && codes.Contains(code)),
        _ => false,
    };

    public override string FormatErrorMessage(string name) =>
        new Text($"Kies uit: {string.Join(", ", codes)}.", $"Choose from: {string.Join(", ", codes)}.").ToString();
}

/// <summary>An absolute http(s) address without user name or fragment, of at most 500 characters.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class WebAddressAttribute() : StringLengthAttribute(500)
{
    public override bool IsValid(object? value) => value is null || (value is string { Length: <= 500 } text && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https", UserInfo: "", Fragment: "" });

    public override string FormatErrorMessage(string name) =>
        new Text("Geef een volledig webadres, zoals https://www.voorbeeld.nl.", "Give a full web address, such as https://www.example.org.").ToString();
}

/// <summary>An e-mail address of at most 254 characters.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class MailAddressAttribute() : StringLengthAttribute(254)
{
    public override bool IsValid(object? value) => value is null ||
        (value is string { Length: <= 254 } text && !text.Any(char.IsControl) && System.Net.Mail.MailAddress.TryCreate(text, out var address) && address.Address == text);

    public override string FormatErrorMessage(string name) =>
        new Text("Geef een e-mailadres, zoals naam@voorbeeld.nl.", "Give an e-mail address, such as name@example.org.").ToString();
}
