using Nabij.Signals.Receipts;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Effect;

/// <summary>The key of pair codes: another than that of receipts, so that the same code would not have the same hash.</summary>
internal sealed class PairKeys(ServiceKeys keys)
{
    /// <summary>Of the <see cref="ReceiptLimit"/> that slows down guessing of these codes, apart from that of receipts.</summary>
    public const string Limit = "pair codes";

    public async ValueTask<byte[]> HashAsync(Receipt code, CancellationToken ct) => code.Hash(await keys.GetAsync(ServiceKeys.EffectPairs, ct));
}
