using Nabij.Signals.Receipts;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Effect;

/// <summary>The keys of pair codes: others than those of receipts, so that the same code would not have the same hash.</summary>
internal sealed class PairKeys(KeyEncryptionKeys keys)
{
    private readonly IReadOnlyList<byte[]> _all = keys.DeriveAll("effect pair");

    public byte[] Hash(Receipt code) => code.Hash(_all[0]);

    public byte[][] Hashes(Receipt code) => [.. _all.Select(code.Hash)];
}
