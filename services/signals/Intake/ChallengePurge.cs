using Nabij.Messaging;

namespace Nabij.Signals.Intake;

/// <summary>Takes away spent challenges that have ended. More than one replica may do so at once.</summary>
internal sealed class ChallengePurge(Challenges challenges, UnitOfWorkFactory works, TimeProvider clock, ILogger<ChallengePurge> log)
    : Round(TimeSpan.FromMinutes(5), clock, log)
{
    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var work = works.Begin();
        var purged = await challenges.PurgeAsync(work, ct);
        await work.CommitAsync(ct);
        return purged;
    }
}
