using SyncEngine.Simulation.Kills;

namespace SyncEngine.Simulation;

/// <summary>A few deaths at each run; the command deals hundreds.</summary>
public sealed class KillTests
{
    [Theory]
    [InlineData(nameof(KillDatabase.Sqlite))]
    [InlineData(nameof(KillDatabase.PostgreSql))]
    public async Task Hosts_killed_at_random_moments_lose_and_double_nothing(string database)
    {
        var report = await KillRun.RunAsync(Enum.Parse<KillDatabase>(database), kills: 3, seed: 1, _ => { });

        report.Findings.Should().BeEmpty();
        report.Saves.Should().BePositive();
    }
}
