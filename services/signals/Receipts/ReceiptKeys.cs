using Nabij.Signals.Vault;

namespace Nabij.Signals.Receipts;

/// <summary>The key of receipt hashes. It is the vault's, and outlives the rotation of what wraps it: a receipt holds as long as its signal.</summary>
internal sealed class ReceiptKeys(ServiceKeys keys)
{
    public async ValueTask<byte[]> HashAsync(Receipt receipt, CancellationToken ct) => receipt.Hash(await keys.GetAsync(ServiceKeys.Receipts, ct));
}
