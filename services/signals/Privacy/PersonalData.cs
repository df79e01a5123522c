namespace Nabij.Signals.Privacy;

internal enum Whose
{
    /// <summary>The person of concern.</summary>
    Subject,

    Reporter,

    /// <summary>The person of concern, and maybe the reporter.</summary>
    Both,

    /// <summary>Somebody who asks about their own data.</summary>
    DataSubject,
}

/// <summary>
/// What a personal field is needed for. Every field that can hold something personal carries it, or <see cref="NotPersonalAttribute"/>; a test fails on one
/// that carries neither, and <c>docs/privacy/register.md</c> is made from it.
/// </summary>
/// <param name="justification">Why the desk cannot do without it, in a few words.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PersonalDataAttribute(string justification, Whose whose) : Attribute
{
    public string Justification => justification;

    public Whose Whose => whose;

    /// <summary>The legal basis of its processing.</summary>
    public string Basis { get; init; } = whose == Whose.DataSubject ? "GDPR art. 6(1)(c): duty to answer (art. 15 to 22)" : "GDPR art. 6(1)(e): public task (Wmo 2015)";

    /// <summary>Who gets to see it.</summary>
    public string Recipients { get; init; } = whose switch
    {
        Whose.Reporter => "handlers with an approved identity request; the mail server, for the address",
        Whose.DataSubject => "privacy officers of the municipality",
        _ => "handlers of the organisation that follows up",
    };
}

/// <summary>A text that holds nothing about a person.</summary>
/// <param name="what">What it holds instead.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotPersonalAttribute(string what) : Attribute
{
    public string What => what;
}
