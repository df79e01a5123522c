using System.Security.Cryptography;
using System.Text;

namespace Nabij.Signals.Vault;

/// <summary>
/// The keys that wrap data keys, from <c>Vault:KeyFile</c>: one key a line, 32 bytes as base64, mode 600. The first line wraps; the others
/// only unwrap what was wrapped before a rotation. Each wrapped key says by which one.
/// </summary>
internal sealed class KeyEncryptionKeys
{
    public const int KeySize = 32;

    private const int IdSize = 4, NonceSize = 12, TagSize = 16;

    private readonly List<(byte[] Id, byte[] Key)> _keys;

    /// <param name="keys">The current key first.</param>
    public KeyEncryptionKeys(IEnumerable<byte[]> keys)
    {
        _keys = [.. keys.Select(key => (Derive(key, "id", IdSize), key))];
        if (_keys.Count == 0 || _keys.Any(k => k.Key.Length != KeySize))
            throw new InvalidOperationException("Vault:KeyFile must hold one or more keys of 32 bytes, each as base64 on a line of its own.");
    }

    public static KeyEncryptionKeys FromFile(string? path)
    {
        if (path is null) throw new InvalidOperationException("Vault:KeyFile is not configured.");
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != 0)
            throw new InvalidOperationException("Vault:KeyFile may be read by its owner only (mode 600).");
        try
        {
            return new KeyEncryptionKeys(File.ReadLines(path).Where(line => line.Length > 0).Select(Convert.FromBase64String));
        }
        catch (FormatException)
        {
            // The framework's text would quote the line.
            throw new InvalidOperationException("Vault:KeyFile holds a line that is no base64.");
        }
    }

    /// <summary>Key id, nonce, ciphertext and tag. It opens for the same <paramref name="owner"/> only.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> key, string owner)
    {
        var wrapped = new byte[IdSize + NonceSize + KeySize + TagSize];
        var (id, by) = _keys[0];
        id.CopyTo(wrapped.AsSpan());
        var nonce = wrapped.AsSpan(IdSize, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(by, TagSize);
        aes.Encrypt(nonce, key, wrapped.AsSpan(IdSize + NonceSize, KeySize), wrapped.AsSpan(^TagSize..), Encoding.UTF8.GetBytes(owner));
        return wrapped;
    }

    /// <exception cref="CryptographicException">Wrapped by an unknown key, for another owner, or changed.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, string owner)
    {
        if (wrapped.Length != IdSize + NonceSize + KeySize + TagSize) throw new CryptographicException("This is not a wrapped key.");
        foreach (var (id, by) in _keys)
        {
            if (!wrapped[..IdSize].SequenceEqual(id)) continue;
            var key = new byte[KeySize];
            using var aes = new AesGcm(by, TagSize);
            aes.Decrypt(wrapped.Slice(IdSize, NonceSize), wrapped.Slice(IdSize + NonceSize, KeySize), wrapped[^TagSize..], key, Encoding.UTF8.GetBytes(owner));
            return key;
        }

        throw new CryptographicException("This key was wrapped by a key-encryption key that is not in Vault:KeyFile.");
    }

    /// <summary>A key for another purpose from each key of the file, the current one first (HKDF, RFC 5869).</summary>
    public IReadOnlyList<byte[]> DeriveAll(string purpose) => _keys.ConvertAll(k => Derive(k.Key, purpose, KeySize));

    private static byte[] Derive(byte[] key, string purpose, int size) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, size, info: Encoding.UTF8.GetBytes("nabij signals " + purpose));
}
