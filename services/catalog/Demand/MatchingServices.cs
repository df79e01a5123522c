namespace Nabij.Catalog.Demand;

/// <summary>
/// The published services for a need, as a condition on <c>service s</c> and the columns of a row <c>d</c>: offered in its municipality or everywhere, in
/// its way of support, for its target group or for everyone. An empty code asks for nothing.
/// </summary>
internal static class MatchingServices
{
    public const string ConditionSql = """
        s.state = 'published' and (s.national or s.municipalities @> array[d.municipality])
        and (d.support_type = '' or s.support_types @> array[d.support_type])
        and (d.target_group = '' or s.content->'targetGroups' ? d.target_group or jsonb_array_length(s.content->'targetGroups') = 0)
        """;
}
