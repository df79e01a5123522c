using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Nabij.Catalog.Services;

/// <summary>Ids for what has none in our data: UUIDs of version 5 (RFC 9562 §5.5), the same for the same name in every installation and for ever.</summary>
internal static class NameId
{
    private static readonly Guid Namespace = new("6f1c4f0a-6a3e-5c56-9d0b-2f0f6c1f7a3d");

    [SuppressMessage("Security", "CA5350", Justification = "Version 5 is made of SHA-1. It names, and protects nothing.")]
    public static Guid Of(string name)
    {
        Span<byte> id = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData([.. Namespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)], id);
        id[6] = (byte)(id[6] & 0x0f | 0x50);
        id[8] = (byte)(id[8] & 0x3f | 0x80);
        return new Guid(id[..16], bigEndian: true);
    }

    /// <param name="owner">What it belongs to.</param>
    /// <param name="part">Which part of it.</param>
    public static Guid Of(Guid owner, string part) => Of($"{owner}/{part}");
}
