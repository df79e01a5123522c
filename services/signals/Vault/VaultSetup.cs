using Nabij.ServiceDefaults.Database;
using Nabij.Signals.Logs;
using Nabij.Signals.Receipts;

namespace Nabij.Signals.Vault;

internal static class VaultSetup
{
    /// <summary>The vault with its own database, and the two logs without which it does not open.</summary>
    public static WebApplicationBuilder AddVault(this WebApplicationBuilder builder)
    {
        builder.AddDatabase(KeyVault.Database, typeof(Program).Assembly, "Vault/Migrations");
        builder.Services.AddSingleton(p => KeyEncryptionKeys.FromFile(p.GetRequiredService<IConfiguration>()["Vault:KeyFile"]));
        builder.Services.AddSingleton<KeyVault>().AddSingleton<ProcessingLog>().AddSingleton<AuditLog>().AddSingleton<SealedRecords>();
        builder.Services.AddSingleton<ReceiptKeys>().AddSingleton<ReceiptLimit>();
        builder.Services.AddSingleton<KeySweep>().AddHostedService(p => p.GetRequiredService<KeySweep>());
        return builder;
    }
}
