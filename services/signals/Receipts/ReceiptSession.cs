using System.Buffers.Text;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Nabij.ServiceDefaults.OpenApi;

namespace Nabij.Signals.Receipts;

/// <summary>What a reporter holds after showing a receipt: 256 random bits, of which only a hash is stored. A handler takes it as a parameter.</summary>
internal readonly record struct ReceiptSession(string Token)
{
    public const string Header = "Receipt-Session";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public static readonly DocumentedHeader Documented = new(Header, true, "De sessie van POST /receipts/session. / The session of POST /receipts/session.");

    public byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes(Token));

    public static ReceiptSession New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>For the framework: binds a handler's parameter. Without the header it is a session that nobody has.</summary>
    public static ValueTask<ReceiptSession> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(new ReceiptSession(context.Request.Headers[Header].ToString()));

    /// <summary>Never shows the token.</summary>
    public override string ToString() => "receipt session";
}
