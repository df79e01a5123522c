namespace Nabij.Contracts;

/// <summary>Who may receive an event outside the platform.</summary>
public enum Audience
{
    /// <summary>Everyone.</summary>
    Public,

    /// <summary>Partners with clearance for the event's municipality.</summary>
    Municipality,

    /// <summary>Partners with clearance for the event's municipality that belong to the event's organisation.</summary>
    Organisation,

    /// <summary>Services of the platform only.</summary>
    Internal,
}

/// <summary>Every event declares its audience; there is no default.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AudienceAttribute(Audience audience) : Attribute
{
    public Audience Audience { get; } = audience;
}
