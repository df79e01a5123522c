using System.Text.Json.Nodes;
using Nabij.Catalog.Services;

namespace Nabij.Catalog.Proposals;

/// <summary>One field of a proposal.</summary>
/// <param name="Field">Its name, such as <c>costs</c>.</param>
/// <param name="Old">As it was when the provider changed it.</param>
/// <param name="New">As the provider wants it.</param>
/// <param name="Conflict">Somebody else has changed it since: it cannot be approved.</param>
/// <param name="Current">As it is now, when there is a conflict.</param>
/// <param name="Approved">Absent until there is a decision.</param>
/// <param name="Reason">Of the decision.</param>
internal sealed record ProposedField(string Field, JsonNode? Old, JsonNode? New, bool Conflict, JsonNode? Current, bool? Approved, string? Reason);

/// <param name="BaseVersion">The version of the service that the provider changed.</param>
internal sealed record ProposalAnswer(
    Guid Id, Guid ServiceId, string ServiceName, ProposalState State, int BaseVersion, IReadOnlyList<ProposedField> Fields, DateTimeOffset MadeAt, DateTimeOffset? DecidedAt)
{
    /// <param name="current">The service's content of now.</param>
    public static ProposalAnswer Of(Proposal proposal, ServiceContent current)
    {
        var conflicts = proposal.Conflicts(current);
        return new(proposal.Id, proposal.ServiceId, current.Name, proposal.State, proposal.BaseVersion, [.. proposal.Fields.Select(Field)], proposal.MadeAt, proposal.DecidedAt);

        ProposedField Field(string field)
        {
            var (conflict, decided) = (conflicts.Contains(field), proposal.Decisions.FirstOrDefault(d => d.Field == field));
            return new(field, Proposal.Value(proposal.Base, field), Proposal.Value(proposal.Proposed, field), conflict,
                conflict ? Proposal.Value(current, field) : null, decided?.Approved, decided?.Reason);
        }
    }
}
