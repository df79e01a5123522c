using System.Buffers.Text;
using System.Security.Cryptography;

namespace Nabij.Catalog.Verification;

/// <summary>
/// Makes and reads the links with which an organisation says "still right". A token is the id of the request and its signature (HMAC-SHA-256, for
/// this purpose only). Stored is a hash of it: who has the database has no link, and who has no key makes none.
/// </summary>
internal sealed class VerificationLinks
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private const int KeyBytes = 32, IdBytes = 16, MacBytes = 32;

    private readonly List<byte[]> _keys;
    private readonly string _address;

    public VerificationLinks(VerificationOptions options)
    {
        _address = options.ConfirmAddress;
        _keys = File.Exists(options.KeyFile) ? [.. File.ReadLines(options.KeyFile).Where(line => line.Length > 0).Select(Derive)] : [];
        if (_keys.Count == 0 || _keys.Exists(k => k.Length == 0))
            throw new InvalidOperationException("Verification:KeyFile must name a file with 32 random bytes in base64 on each line (head -c 32 /dev/urandom | base64).");
    }

    /// <summary>What is stored of the link of a new request.</summary>
    public byte[] NewHash(Guid request) => SHA256.HashData(Token(request, _keys[0]));

    /// <summary>The link again, for the mail; null when the key that made it is gone.</summary>
    public string? Link(Guid request, byte[] hash) => _keys.Select(key => Token(request, key)).Where(token => SHA256.HashData(token).AsSpan().SequenceEqual(hash))
        .Select(token => $"{_address}#{Base64Url.EncodeToString(token)}").FirstOrDefault();

    /// <summary>
    /// The hash to look for. What is no token of ours becomes a random one, so that it takes the same way as one that was used or has expired, and gets
    /// the same answer.
    /// </summary>
    public byte[] Read(string typed)
    {
        var token = new byte[IdBytes + MacBytes];
        var ours = Base64Url.IsValid(typed, out var length) && length == token.Length && Base64Url.TryDecodeFromChars(typed, token, out _)
            && _keys.Any(key => CryptographicOperations.FixedTimeEquals(Token(new Guid(token.AsSpan(0, IdBytes), bigEndian: true), key), token));
        return SHA256.HashData(ours ? token : RandomNumberGenerator.GetBytes(token.Length));
    }

    private static byte[] Token(Guid request, byte[] key)
    {
        var token = new byte[IdBytes + MacBytes];
        request.TryWriteBytes(token, bigEndian: true, out _);
        HMACSHA256.HashData(key, token.AsSpan(0, IdBytes), token.AsSpan(IdBytes));
        return token;
    }

    /// <summary>Nothing when the line holds no key: the framework's text would quote it.</summary>
    private static byte[] Derive(string line)
    {
        var key = new byte[KeyBytes];
        return Convert.TryFromBase64String(line, key, out var length) && length == KeyBytes
            ? HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeyBytes, info: "nabij catalog verification link"u8.ToArray())
            : [];
    }
}
