using System.Security.Cryptography;
using System.Text;
using Nabij.Reference;

namespace Nabij.Seeder;

/// <summary>Organisations have fixed ids: tokens of demo users, coalitions and services refer to them.</summary>
internal static class Organisations
{
    public static async Task LoadAsync(GatewayClient gateway)
    {
        var local = Content.Read("demo.json").Objects("organisations").Concat(Content.Read("local.json").Objects("organisations"))
            .Select(o => (Id: Guid.Parse(o.Text("id")), Name: o.Text("name"), Domain: o.Text("domain"), Website: (string?)null));
        var national = ReferenceLists.NationalOfferings.Items
            .Select(o => (Id: IdOf(o.Organisation), o.Organisation.Name, o.Organisation.Domain, Website: o.Website?.ToString()))
            .DistinctBy(o => o.Id);
        var made = new Activities().Organisations.Select(o => (o.Id, o.Name, o.Domain, Website: (string?)null));
        var all = local.Concat(national).Concat(made).ToList();
        var progress = new Progress("organisations", all.Count);
        await Parallel.ForEachAsync(all, GatewayClient.AFew, async (o, _) =>
            progress.Add(await gateway.PutNewAsync($"/catalog/v1/organisations/{o.Id}", new { name = o.Name, domain = o.Domain, website = o.Website })));
    }

    /// <summary>Made from the name (UUID version 8, RFC 9562 §5.8), so that each run gives the same.</summary>
    public static Guid IdOf(OfferingOrganisation organisation) => IdOf(organisation.Name);

    public static Guid IdOf(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes("nabij organisation " + name))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
