using MailKit.Net.Smtp;
using Nabij.Contracts;

namespace Nabij.Notifications.Mail;

/// <summary>Why a mail will never arrive, as a code.</summary>
internal static class MailRefusal
{
    public const string AddressInvalid = "address-invalid", AddressRefused = "address-refused", MessageRefused = MailUndeliverable.MessageRefused;

    /// <summary>RFC 3463: there is no such mailbox, or it is closed.</summary>
    private static readonly string[] NoMailbox = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

    /// <summary>RFC 3463: the refusal is about who sends, not about the address.</summary>
    private const string Policy = "5.7.";

    /// <summary>The server says that another try does not help. It may be wrong: a full mailbox and a policy come this way, too.</summary>
    public static bool IsForGood(Exception failure) => failure is SmtpCommandException
    {
        StatusCode: >= (SmtpStatusCode)500, ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted,
    };

    /// <summary>Null when another try may do better. At once only when there is no such mailbox; anything else counts when the last try ended so.</summary>
    public static string? Of(SmtpCommandException refusal, bool lastTry)
    {
        if (!IsForGood(refusal)) return null;
        var ofAddress = refusal.ErrorCode == SmtpErrorCode.RecipientNotAccepted;
        var code = string.Concat(refusal.Message.TakeWhile(c => char.IsAsciiDigit(c) || c == '.'));
        if (ofAddress && NoMailbox.Contains(code)) return AddressRefused;
        if (!lastTry) return null;
        return ofAddress && !code.StartsWith(Policy, StringComparison.Ordinal) ? AddressRefused : MessageRefused;
    }
}
