using MassTransit;

namespace Nabij.Contracts;

/// <summary>
/// A mail will never arrive: the mail server refused it for good, or what was given is no address. Whoever owns the address behind the reference decides what that
/// means for it. The address itself is not known here.
/// </summary>
[EntityName("notifications.mail-undeliverable.v1"), MessageUrn("notifications.mail-undeliverable.v1"), Audience(Audience.Internal)]
public sealed record MailUndeliverable : IntegrationEvent
{
    /// <summary>A reason that says nothing of the address.</summary>
    public const string MessageRefused = "message-refused";

    /// <summary>As the notice had it that asked for the mail.</summary>
    public required Guid RecipientRef { get; init; }

    /// <summary>Code of the mail template.</summary>
    public required string Template { get; init; }

    /// <summary>Code of why: <c>address-invalid</c>, <c>address-refused</c>, or <c>message-refused</c> after all tries: then the address may be fine.</summary>
    public required string Reason { get; init; }

    public override string Subject => RecipientRef.ToString();
}
