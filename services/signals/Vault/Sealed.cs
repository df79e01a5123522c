using System.Security.Cryptography;
using System.Text;

namespace Nabij.Signals.Vault;

/// <summary>Whose data a record holds; each has a key of its own, so that each can be destroyed at its own time.</summary>
internal enum KeyOwner
{
    /// <summary>The person of concern.</summary>
    Subject,

    Reporter,

    /// <summary>The worry, and what is written down during the follow-up.</summary>
    Case,
}

/// <summary>Where a sealed value belongs. It opens there and nowhere else.</summary>
/// <param name="Municipality">CBS code.</param>
/// <param name="Field">Name of the field of the record.</param>
internal readonly record struct SealedPlace(string Municipality, Guid Signal, string Field)
{
    public byte[] ToBytes(byte version) => Encoding.UTF8.GetBytes($"{Municipality}\n{Signal}\n{Field}\n{version}");
}

/// <summary>A ciphertext with the version of its form: version, nonce, AES-256-GCM ciphertext of the padded text, tag.</summary>
internal readonly record struct Sealed(byte[] Bytes)
{
    private const byte Version = 1;
    private const int NonceSize = 12, TagSize = 16, Header = 1 + NonceSize;

    public static Sealed Close(ReadOnlySpan<byte> key, SealedPlace place, ReadOnlySpan<byte> plain)
    {
        var padded = Padding.Pad(plain);
        var bytes = new byte[Header + padded.Length + TagSize];
        bytes[0] = Version;
        var nonce = bytes.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using (var aes = new AesGcm(key, TagSize))
            aes.Encrypt(nonce, padded, bytes.AsSpan(Header, padded.Length), bytes.AsSpan(^TagSize..), place.ToBytes(Version));
        CryptographicOperations.ZeroMemory(padded);
        return new Sealed(bytes);
    }

    /// <exception cref="CryptographicException">Another key, another place, or changed since it was sealed.</exception>
    public byte[] Open(ReadOnlySpan<byte> key, SealedPlace place)
    {
        if (Bytes.Length < Header + TagSize || Bytes[0] != Version) throw new CryptographicException("This is not a sealed value.");
        var padded = new byte[Bytes.Length - Header - TagSize];
        using (var aes = new AesGcm(key, TagSize))
            aes.Decrypt(Bytes.AsSpan(1, NonceSize), Bytes.AsSpan(Header, padded.Length), Bytes.AsSpan(^TagSize..), padded, place.ToBytes(Version));
        var plain = Padding.Strip(padded);
        CryptographicOperations.ZeroMemory(padded);
        return plain;
    }

    /// <summary>Never shows what it holds.</summary>
    public override string ToString() => $"sealed, {Bytes.Length} bytes";
}
