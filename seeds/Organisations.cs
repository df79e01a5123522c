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
        var all = local.Concat(national).ToList();
        var progress = new Progress("organisations", all.Count);
        foreach (var (id, name, domain, website) in all)
            progress.Add(await gateway.PutNewAsync($"/catalog/v1/organisations/{id}", new { name, domain, website }));
    }

    /// <summary>Made from the name (UUID version 8, RFC 9562 §5.8), so that each run gives the same.</summary>
    public static Guid IdOf(OfferingOrganisation organisation)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes("nabij organisation " + organisation.Name))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
