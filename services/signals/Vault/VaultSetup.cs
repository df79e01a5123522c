using Nabij.Messaging;
using Nabij.ServiceDefaults.Database;
using Nabij.Signals.Receipts;

namespace Nabij.Signals.Vault;

internal static class VaultSetup
{
    /// <summary>The vault with its own database. It does not open without the two logs.</summary>
    public static WebApplicationBuilder AddVault(this WebApplicationBuilder builder)
    {
        builder.AddDatabase(KeyVault.Database, typeof(Program).Assembly, "Vault/Migrations");
        builder.Services.AddSingleton(p => KeyEncryptionKeys.FromFile(
            p.GetRequiredService<IConfiguration>()["Vault:KeyFile"], p.GetRequiredService<ILogger<KeyEncryptionKeys>>()));
        builder.Services.AddSingleton<KeyVault>().AddSingleton<ServiceKeys>().AddSingleton<KeyRotation>().AddSingleton<SealedRecords>();
        builder.Services.AddSingleton<ReceiptKeys>().AddSingleton<ReceiptLimit>();
        builder.Services.AddWorker<KeySweep>();
        return builder;
    }
}
