using System.Text.Json;
using System.Text.Json.Nodes;
using Nabij.Catalog.Services;

namespace Nabij.Catalog.Proposals;

internal enum ProposalState
{
    Open,
    Decided,

    /// <summary>The provider took it back.</summary>
    Withdrawn,
}

/// <summary>What an editor decided about one field.</summary>
/// <param name="Reason">For the provider to read.</param>
internal sealed record DecidedField(string Field, bool Approved, string? Reason);

/// <summary>
/// What a provider wants to change of a service that is public: a difference between two contents, the approved one that the provider changed and the
/// one that it sent. The service keeps its approved content until an editor decides, field by field.
/// </summary>
internal sealed class Proposal
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public required Guid Id { get; init; }
    public required Guid ServiceId { get; init; }

    /// <summary>The approved content that was changed, and its version.</summary>
    public required ServiceContent Base { get; set; }

    public required int BaseVersion { get; set; }
    public required ServiceContent Proposed { get; set; }
    public IReadOnlyList<DecidedField> Decisions { get; set; } = [];
    public ProposalState State { get; set; } = ProposalState.Open;
    public int Version { get; set; } = 1;
    public required DateTimeOffset MadeAt { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The names of the fields that it changes.</summary>
    public IReadOnlyList<string> Fields => ServiceRows.Differences(Base, Proposed);

    /// <summary>Another wish takes its place, made on the content of now.</summary>
    public void Replace(ServiceContent current, int version, ServiceContent proposed, DateTimeOffset now)
    {
        (Base, BaseVersion, Proposed, MadeAt) = (current, version, proposed, now);
        Version++;
    }

    public void Withdraw(DateTimeOffset now)
    {
        (State, DecidedAt) = (ProposalState.Withdrawn, now);
        Version++;
    }

    public void Decide(IReadOnlyList<DecidedField> decisions, DateTimeOffset now)
    {
        (State, Decisions, DecidedAt) = (ProposalState.Decided, decisions, now);
        Version++;
    }

    /// <summary>
    /// The fields that somebody else has changed since, into something else than what is proposed. To approve one would overwrite that: it cannot be
    /// approved, and the provider proposes it anew.
    /// </summary>
    public IReadOnlyList<string> Conflicts(ServiceContent current) => State != ProposalState.Open ? []
        : [.. Fields.Intersect(ServiceRows.Differences(Base, current)).Intersect(ServiceRows.Differences(current, Proposed))];

    /// <summary>The content of now, with these fields as they are proposed.</summary>
    public ServiceContent Apply(ServiceContent current, IReadOnlyCollection<string> approved)
    {
        var (merged, proposed) = (JsonSerializer.SerializeToNode(current, Json)!.AsObject(), JsonSerializer.SerializeToNode(Proposed, Json)!.AsObject());
        foreach (var field in approved) merged[field] = proposed[field]?.DeepClone();
        return merged.Deserialize<ServiceContent>(Json)!;
    }

    /// <summary>One field of a content, as the API shows it.</summary>
    public static JsonNode? Value(ServiceContent content, string field) => JsonSerializer.SerializeToNode(content, Json)![field]?.DeepClone();
}
