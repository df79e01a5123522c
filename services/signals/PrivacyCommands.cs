using Nabij.Signals.Logs;
using Nabij.Signals.Retention;
using Nabij.Signals.Vault;
using Npgsql;

namespace Nabij.Signals;

/// <summary>What an operator does about keys, erasures and logs, with the rights that the service itself has.</summary>
internal static class PrivacyCommands
{
    private static readonly string[] All = ["replay-erasures", "rotate-keys", "verify-audit"];

    public static bool Knows(string[] args) => args.Length > 0 && All.Contains(args[0]);

    /// <summary>
    /// <c>replay-erasures</c>: after a restore, before traffic. <c>rotate-keys [--drop-old]</c>: a new key-encryption key; or leaves only the newest.
    /// <c>verify-audit</c>: one line for each municipality.
    /// </summary>
    /// <returns>0; 1 when something is wrong that a person must look at; 2 for arguments that make no sense.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, string[] args, TextWriter output, CancellationToken ct = default)
    {
        switch (args)
        {
            case ["replay-erasures"]:
                await output.WriteLineAsync($"signals: {await services.GetRequiredService<ErasureReplay>().RunAsync(ct)} erasures repeated");
                return 0;
            case ["rotate-keys"]:
                await output.WriteLineAsync($"signals: {await services.GetRequiredService<KeyRotation>().RotateAsync(ct)} keys wrapped anew");
                return 0;
            case ["rotate-keys", "--drop-old"]:
                var dropped = await services.GetRequiredService<KeyRotation>().DropOldAsync(ct);
                await output.WriteLineAsync(dropped ? "signals: one key is left in the file" : "signals: something is still wrapped by an older key; run it again");
                return dropped ? 0 : 1;
            case ["verify-audit"]:
                return await VerifyAsync(services.GetRequiredService<NpgsqlDataSource>(), output, ct);
            default:
                await output.WriteLineAsync("usage: replay-erasures | rotate-keys [--drop-old] | verify-audit");
                return 2;
        }
    }

    private static async Task<int> VerifyAsync(NpgsqlDataSource db, TextWriter output, CancellationToken ct)
    {
        var status = 0;
        foreach (var municipality in await AuditChain.MunicipalitiesAsync(db, ct))
        {
            var proof = await AuditChain.VerifyAsync(db, municipality, null, null, ct);
            await output.WriteLineAsync($"{municipality}\t{(proof.Intact ? "intact" : $"broken at {proof.FirstBroken}")}\t{proof.Rows}\t{proof.HeadHash}");
            if (!proof.Intact) status = 1;
        }

        return status;
    }
}
