using Catalog.Tests;
using Nabij.Testing;

[assembly: AssemblyFixture(typeof(CatalogFixture))]

namespace Catalog.Tests;

public sealed class CatalogFixture() : ServiceFixture<Program>("catalog")
{
    private readonly string _keyFile = Path.GetTempFileName();

    protected override IEnumerable<KeyValuePair<string, string>> Settings
    {
        get
        {
            if (new FileInfo(_keyFile).Length == 0) File.WriteAllText(_keyFile, Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
            return
            [
                new("Verification:KeyFile", _keyFile),
                new("Hsds:AssurerEmail", "redactie@nabij.example"), new("Hsds:Helpdesk:Name", "Hulp bij zoeken"), new("Hsds:Helpdesk:Number", "14 030"),
            ];
        }
    }

    /// <summary>The settings with which another process becomes a second replica.</summary>
    public IReadOnlyDictionary<string, string> ReplicaSettings => new Dictionary<string, string>(Settings)
    {
        ["ConnectionStrings:catalog"] = ConnectionString("catalog"),
        ["RabbitMq:Uri"] = TestServers.RabbitMq,
    };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        File.Delete(_keyFile);
    }
}
