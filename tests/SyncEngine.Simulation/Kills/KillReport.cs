using SyncEngine.Simulation.Oracle;

namespace SyncEngine.Simulation.Kills;

/// <summary>How a run with real processes ended.</summary>
/// <param name="Database">What they ran on.</param>
/// <param name="Kills">How many were killed.</param>
/// <param name="Saves">How many saves were acknowledged before.</param>
/// <param name="Findings">The broken promises.</param>
internal sealed record KillReport(KillDatabase Database, int Kills, int Saves, IReadOnlyList<Finding> Findings)
{
    public override string ToString() =>
        $"{Database}: kills {Kills}, saves acknowledged {Saves}, lost {Count(FindingKind.Lost)}, duplicated {Count(FindingKind.Duplicated)}, diverged {Count(FindingKind.Diverged) + Count(FindingKind.Stuck)}";

    private int Count(FindingKind kind) => Findings.Count(finding => finding.Kind == kind);
}
