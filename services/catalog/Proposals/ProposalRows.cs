using System.Text.Json;
using Nabij.Catalog.Services;
using Nabij.Messaging;

namespace Nabij.Catalog.Proposals;

/// <summary>How a proposal is read and written.</summary>
internal static class ProposalRows
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    /// <summary>The one that waits for a decision; a service has at most one.</summary>
    public static async Task<Proposal?> FindOpenAsync(UnitOfWork work, Guid service, CancellationToken ct) =>
        (await work.QuerySingleOrDefaultAsync<Row>($"select {Columns} from proposal where service_id = @service and state = 'open' for update", new { service }, ct))?.ToProposal();

    public static async Task<Proposal?> LockAsync(UnitOfWork work, Guid id, CancellationToken ct) =>
        (await work.QuerySingleOrDefaultAsync<Row>($"select {Columns} from proposal where id = @id for update", new { id }, ct))?.ToProposal();

    public static Task SaveAsync(UnitOfWork work, Proposal proposal, CancellationToken ct) => work.ExecuteAsync(SaveSql, new
    {
        proposal.Id,
        proposal.ServiceId,
        @base = JsonSerializer.Serialize(proposal.Base, Json),
        proposal.BaseVersion,
        proposed = JsonSerializer.Serialize(proposal.Proposed, Json),
        fields = proposal.Fields.ToArray(),
        decisions = JsonSerializer.Serialize(proposal.Decisions, Json),
        state = JsonNamingPolicy.KebabCaseLower.ConvertName(proposal.State.ToString()),
        proposal.Version,
        proposal.MadeAt,
        proposal.DecidedAt,
    }, ct);

    internal sealed record Row
    {
        public Guid Id { get; init; }
        public Guid ServiceId { get; init; }
        public string Base { get; init; } = "";
        public int BaseVersion { get; init; }
        public string Proposed { get; init; } = "";
        public string Decisions { get; init; } = "";
        public string State { get; init; } = "";
        public int Version { get; init; }
        public DateTimeOffset MadeAt { get; init; }
        public DateTimeOffset? DecidedAt { get; init; }

        public Proposal ToProposal() => new()
        {
            Id = Id,
            ServiceId = ServiceId,
            Base = JsonSerializer.Deserialize<ServiceContent>(Base, Json)!,
            BaseVersion = BaseVersion,
            Proposed = JsonSerializer.Deserialize<ServiceContent>(Proposed, Json)!,
            Decisions = JsonSerializer.Deserialize<DecidedField[]>(Decisions, Json)!,
            State = Enum.Parse<ProposalState>(State, ignoreCase: true),
            Version = Version,
            MadeAt = MadeAt,
            DecidedAt = DecidedAt,
        };
    }

    public const string Columns = "id, service_id, base, base_version, proposed, decisions, state, version, made_at, decided_at";

    private const string SaveSql = """
        insert into proposal (id, service_id, base, base_version, proposed, fields, decisions, state, version, made_at, decided_at)
        values (@Id, @ServiceId, @base::jsonb, @BaseVersion, @proposed::jsonb, @fields, @decisions::jsonb, @state, @Version, @MadeAt, @DecidedAt)
        on conflict (id) do update
        set base = excluded.base, base_version = excluded.base_version, proposed = excluded.proposed, fields = excluded.fields, decisions = excluded.decisions,
            state = excluded.state, version = excluded.version, made_at = excluded.made_at, decided_at = excluded.decided_at
        """;
}
