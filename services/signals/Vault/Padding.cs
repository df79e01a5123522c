using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Nabij.Signals.Vault;

/// <summary>
/// The length of a text tells something about it, so that what is sealed fills a bucket: 256 bytes, twice that and so on up to 4,096, and then
/// steps of 4,096. The true length stands in front.
/// </summary>
internal static class Padding
{
    private const int Prefix = sizeof(int), Smallest = 256, Step = 4096;

    public static byte[] Pad(ReadOnlySpan<byte> plain)
    {
        var padded = new byte[Bucket(Prefix + plain.Length)];
        BinaryPrimitives.WriteInt32BigEndian(padded, plain.Length);
        plain.CopyTo(padded.AsSpan(Prefix));
        return padded;
    }

    /// <exception cref="CryptographicException">Not made by <see cref="Pad"/>.</exception>
    public static byte[] Strip(ReadOnlySpan<byte> padded)
    {
        var length = padded.Length < Prefix ? -1 : BinaryPrimitives.ReadInt32BigEndian(padded);
        if (length < 0 || length > padded.Length - Prefix) throw new CryptographicException("The padding is not right.");
        return padded.Slice(Prefix, length).ToArray();
    }

    public static int Bucket(int size)
    {
        var bucket = Smallest;
        while (bucket < size && bucket < Step) bucket *= 2;
        return size <= bucket ? bucket : (size + Step - 1) / Step * Step;
    }
}
