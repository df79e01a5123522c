using System.Security.Cryptography;
using System.Text;

namespace Nabij.Signals.Vault;

/// <summary>
/// The keys that wrap data keys, from <c>Vault:KeyFile</c>: one key a line, 32 bytes as base64, mode 600. The first line wraps; the others
/// only unwrap what was wrapped before a rotation. Each wrapped key says by which one. A file that has changed is read again before the next use.
/// </summary>
internal sealed partial class KeyEncryptionKeys
{
    public const int KeySize = 32, IdSize = 4;

    private const int NonceSize = 12, TagSize = 16;

    private readonly FileInfo? _file;
    private readonly ILogger? _log;
    private volatile KeySet _keys;

    /// <param name="keys">The current key first.</param>
    public KeyEncryptionKeys(IEnumerable<byte[]> keys) => _keys = new KeySet(keys, default);

    private KeyEncryptionKeys(FileInfo file, ILogger? log) => (_file, _log, _keys) = (file, log, KeySet.Read(file));

    public static KeyEncryptionKeys FromFile(string? path, ILogger? log = null) =>
        path is null ? throw new InvalidOperationException("Vault:KeyFile is not configured.") : new(new FileInfo(path), log);

    /// <summary>How many keys there are.</summary>
    public int Count => Current().All.Count;

    /// <summary>Stands in front of what the current key wrapped.</summary>
    public byte[] CurrentId => Current().All[0].Id;

    /// <summary>Key id, nonce, ciphertext and tag. It opens for the same <paramref name="owner"/> only.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> key, string owner)
    {
        var wrapped = new byte[IdSize + NonceSize + KeySize + TagSize];
        var (id, by) = Current().All[0];
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
        foreach (var (id, by) in Current().All)
        {
            if (!wrapped[..IdSize].SequenceEqual(id)) continue;
            var key = new byte[KeySize];
            using var aes = new AesGcm(by, TagSize);
            aes.Decrypt(wrapped.Slice(IdSize, NonceSize), wrapped.Slice(IdSize + NonceSize, KeySize), wrapped[^TagSize..], key, Encoding.UTF8.GetBytes(owner));
            return key;
        }

        throw new CryptographicException("This key was wrapped by a key-encryption key that is not in Vault:KeyFile.");
    }

    /// <summary>
    /// A key for another purpose from each key of the file, the current one first (HKDF, RFC 5869). To be asked for at each use, for it changes with a
    /// rotation: what must outlive one is of <see cref="ServiceKeys"/>.
    /// </summary>
    public IReadOnlyList<byte[]> DeriveAll(string purpose) => [.. Current().All.Select(k => Derive(k.Key, purpose, KeySize))];

    private static byte[] Derive(byte[] key, string purpose, int size) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, size, info: Encoding.UTF8.GetBytes("nabij signals " + purpose));

    private KeySet Current()
    {
        var keys = _keys;
        if (_file is null || keys.Stamp == Stamp.Of(_file)) return keys;
        try
        {
            return _keys = KeySet.Read(_file);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            // Whoever broke the file must not stop those who read with the keys of before.
            if (_log is not null) LogUnreadable(_log, e.Message);
            return _keys = new KeySet(keys, Stamp.Of(_file));
        }
    }

    [LoggerMessage(LogLevel.Error, "The changed Vault:KeyFile is not used: {Reason}")]
    private static partial void LogUnreadable(ILogger log, string reason);

    private readonly record struct Stamp(DateTime ChangedAt, long Size)
    {
        public static Stamp Of(FileInfo file)
        {
            // An instance keeps what it saw first.
            var now = new FileInfo(file.FullName);
            return now.Exists ? new Stamp(now.LastWriteTimeUtc, now.Length) : default;
        }
    }

    private sealed class KeySet
    {
        public KeySet(IEnumerable<byte[]> keys, Stamp stamp)
        {
            (All, Stamp) = ([.. keys.Select(key => (KeyEncryptionKeys.Derive(key, "id", IdSize), key))], stamp);
            if (All.Count == 0 || All.Any(k => k.Key.Length != KeySize))
                throw new InvalidOperationException("Vault:KeyFile must hold one or more keys of 32 bytes, each as base64 on a line of its own.");
        }

        public KeySet(KeySet same, Stamp stamp) => (All, Stamp) = (same.All, stamp);

        public IReadOnlyList<(byte[] Id, byte[] Key)> All { get; }

        public Stamp Stamp { get; }

        public static KeySet Read(FileInfo file)
        {
            const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
                | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
            var stamp = Stamp.Of(file);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.FullName) & others) != 0)
                throw new InvalidOperationException("Vault:KeyFile may be read by its owner only (mode 600).");
            try
            {
                return new KeySet(File.ReadLines(file.FullName).Where(line => line.Length > 0).Select(Convert.FromBase64String), stamp);
            }
            catch (FormatException)
            {
                // The framework's text would quote the line.
                throw new InvalidOperationException("Vault:KeyFile holds a line that is no base64.");
            }
        }
    }
}
