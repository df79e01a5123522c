namespace Nabij.Reference.Validation;

/// <summary>A Dutch postcode, whole (<c>3511 AB</c>) or its four digits.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PostcodeValueAttribute() : ReferenceValidationAttribute("^[1-9][0-9]{3} ?([A-Za-z]{2})?$")
{
    protected override string Dutch => "Geef een Nederlandse postcode, zoals 3511 AB of 3511.";

    protected override string English => "Give a Dutch postcode, such as 3511 AB or 3511.";

    protected override bool Accepts(string text, IServiceProvider services) => Postcodes.IsWellFormed(text);
}
