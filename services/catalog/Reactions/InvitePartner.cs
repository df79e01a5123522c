using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Catalog.Reactions;

/// <summary>An organisation joined a coalition: editors of its municipality see whether it has told what it offers. The latest time that it joined counts, in whatever order they come.</summary>
internal sealed class InvitePartner : IHandle<PartnerJoined>
{
    public Task HandleAsync(PartnerJoined message, UnitOfWork work, CancellationToken ct) =>
        message is { Organisation: { } organisation, Municipality: { } municipality }
            ? work.ExecuteAsync(InviteSql, new { municipality, organisation, message.Domain, message.OccurredAt }, ct)
            : Task.CompletedTask; // a partner without an organisation in the catalogue, or nowhere: nobody to invite

    private const string InviteSql = """
        insert into invitation (municipality, organisation_id, domain, joined_at) values (@municipality, @organisation, @Domain, @OccurredAt)
        on conflict (municipality, organisation_id) do update
        set domain = excluded.domain, joined_at = excluded.joined_at
        where invitation.joined_at < excluded.joined_at
        """;
}
