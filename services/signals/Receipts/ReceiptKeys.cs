using Nabij.Signals.Vault;

namespace Nabij.Signals.Receipts;

/// <summary>
/// The keys of receipt hashes, one for each key of the vault's file. After a rotation, receipts of before are found by the older key for as long
/// as it stays in the file.
/// </summary>
internal sealed class ReceiptKeys(KeyEncryptionKeys keys)
{
    private readonly IReadOnlyList<byte[]> _all = keys.DeriveAll("receipt");

    public byte[] Hash(Receipt receipt) => receipt.Hash(_all[0]);

    public byte[][] Hashes(Receipt receipt) => [.. _all.Select(receipt.Hash)];
}
