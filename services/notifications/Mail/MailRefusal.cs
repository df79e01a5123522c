using MailKit.Net.Smtp;

namespace Nabij.Notifications.Mail;

/// <summary>Why a mail will never arrive, as a code.</summary>
internal static class MailRefusal
{
    public const string AddressInvalid = "address-invalid", AddressRefused = "address-refused", MessageRefused = "message-refused";

    /// <summary>RFC 3463: the refusal is about who sends, not about the address.</summary>
    private const string Policy = "5.7.";

    /// <summary>Null when another try may do better. A refusal that may be our own fault (a policy, the text) counts only when all tries ended so.</summary>
    public static string? Of(SmtpCommandException refusal, bool lastTry) => refusal switch
    {
        { StatusCode: < (SmtpStatusCode)500 } => null,
        { ErrorCode: SmtpErrorCode.RecipientNotAccepted } when !refusal.Message.StartsWith(Policy, StringComparison.Ordinal) => AddressRefused,
        { ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted } when lastTry => MessageRefused,
        _ => null,
    };
}
