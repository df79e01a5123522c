using Nabij.Messaging;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Coalition.Agreements;

/// <summary>Whether what the terms point at belongs to the coalition.</summary>
internal static class TermsCheck
{
    public static async Task<Refusal?> RunAsync(UnitOfWork work, Guid coalition, AgreementTerms terms, CancellationToken ct)
    {
        var found = await work.QuerySingleAsync<(bool Owner, bool Gap, bool Workgroup)>(
            FindSql, new { coalition, terms.OwnerPersonId, terms.GapId, terms.WorkgroupId }, ct);
        var wrong = new Dictionary<string, Text>();
        if (terms.OwnerPersonId is not null && !found.Owner) wrong["ownerPersonId"] = ("Kies een contactpersoon van een partner.", "Choose a contact of a partner.");
        if (terms.GapId is not null && !found.Gap) wrong["gapId"] = ("Kies een open leemte van de coalitie.", "Choose an open gap of the coalition.");
        if (terms.WorkgroupId is not null && !found.Workgroup) wrong["workgroupId"] = ("Kies een werkgroep van de coalitie.", "Choose a workgroup of the coalition.");
        return Incomplete.Of(wrong);
    }

    private const string FindSql = """
        select exists (select 1 from person h join partner p on p.id = h.partner_id
                       where h.id = @OwnerPersonId and h.erased_at is null and p.coalition_id = @coalition and p.status <> 'left') as owner,
               exists (select 1 from gap g join coalition_municipality m on m.municipality = g.municipality
                       where g.id = @GapId and m.coalition_id = @coalition and g.status in ('identified', 'addressed')) as gap,
               exists (select 1 from workgroup w
                       where w.id = @WorkgroupId and w.coalition_id = @coalition and w.status <> 'closed') as workgroup
        """;
}
