using Nabij.Messaging;
using Nabij.Reference.Calendar;

namespace Nabij.Coalition.Workgroups;

/// <summary>Ends seats: of one person in one workgroup, or all seats of people who go. The caller holds the lock of the coalition.</summary>
internal static class SeatEnding
{
    public static async Task EndAllAsync(UnitOfWork work, Guid[] people, string? who, TimeProvider clock, CancellationToken ct)
    {
        foreach (var id in await work.QueryAsync<Guid>(WorkgroupsSql, new { people }, ct))
        {
            var workgroup = await WorkgroupRows.ReadAsync(work, id, ct);
            var leaving = people.Where(workgroup.End).ToArray();
            await SaveAsync(work, workgroup, leaving, who, clock, ct);
        }
    }

    public static async Task SaveAsync(UnitOfWork work, Workgroup workgroup, Guid[] leaving, string? who, TimeProvider clock, CancellationToken ct)
    {
        if (leaving.Length == 0) return;
        await work.ExecuteAsync(EndSql, new { workgroup.Id, leaving, today = clock.Today() }, ct);
        await WorkgroupRows.SaveAsync(work, workgroup, ct);
        await History.AddAsync(work, History.Workgroup, workgroup.Id, workgroup.Version, "member-left", who, clock.GetUtcNow(), new { people = leaving }, ct);
    }

    private const string WorkgroupsSql = "select distinct workgroup_id from seat where person_id = any(@people) and ceased_date is null order by 1";

    private const string EndSql = """
        update seat set ceased_date = greatest(@today, designated_date) where workgroup_id = @Id and person_id = any(@leaving) and ceased_date is null
        """;
}
