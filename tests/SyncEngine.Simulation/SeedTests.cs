using SyncEngine.Simulation.Histories;

namespace SyncEngine.Simulation;

/// <summary>A few hundred histories at each run; the command searches thousands.</summary>
public sealed class SeedTests
{
    public const int Seeds = 200;

    private const int SeedsATest = 40;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Every_history_ends_with_nothing_lost_doubled_or_diverged(int block)
    {
        var failures = new List<string>();
        for (var seed = ((block - 1) * SeedsATest) + 1; seed <= block * SeedsATest; seed++)
        {
            var verdict = Simulation.Run(HistoryGenerator.Make(seed));
            failures.AddRange(verdict.Findings.Select(finding => $"seed {seed}: {finding.Kind}: {finding.What}"));
        }

        failures.Should().BeEmpty("`--seed N` replays a history, with `--shrink` made small");
    }

    [Theory]
    [InlineData(1460)]
    [InlineData(2280)]
    [InlineData(5232)]
    [InlineData(5269)]
    [InlineData(5458)]
    [InlineData(6441)]
    [InlineData(7590)]
    [InlineData(7983)]
    [InlineData(8919)]
    public void History_that_once_failed_does_not_any_more(int seed) =>
        Simulation.Run(HistoryGenerator.Make(seed)).Findings.Should().BeEmpty();
}
