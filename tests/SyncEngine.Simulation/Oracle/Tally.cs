using System.Globalization;

namespace SyncEngine.Simulation.Oracle;

/// <summary>Many verdicts in one line.</summary>
internal sealed class Tally
{
    private readonly Dictionary<FindingKind, int> _seeds = [];

    public int Seeds { get; private set; }

    public long Calls { get; private set; }

    public int Visible { get; private set; }

    public SortedSet<int> Failing { get; } = [];

    public bool IsClean => Failing.Count == 0;

    /// <summary>In how many seeds something of this kind was found.</summary>
    public int this[FindingKind kind] => _seeds.GetValueOrDefault(kind);

    public void Add(int seed, Verdict verdict)
    {
        Seeds++;
        Calls += verdict.Calls;
        Visible += verdict.Visible;
        if (!verdict.IsClean)
            Failing.Add(seed);
        foreach (var kind in verdict.Findings.Select(finding => finding.Kind).Distinct())
            _seeds[kind] = _seeds.GetValueOrDefault(kind) + 1;
    }

    /// <summary>A key that does not come to rest counts as diverged.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"seeds {Seeds}, lost {this[FindingKind.Lost]}, duplicated {this[FindingKind.Duplicated]}, diverged {this[FindingKind.Diverged] + this[FindingKind.Stuck]}");
}
