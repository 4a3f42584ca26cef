using SyncEngine.Simulation.Histories;
using SyncEngine.Simulation.Mutations;

namespace SyncEngine.Simulation;

/// <summary>The oracle can fail: each way of breaking the engine is noticed. One that is not any more has probably lost its hold on a statement that changed.</summary>
public sealed class MutationTests
{
    public static TheoryData<string> Names => [.. AllMutations.List.Select(mutation => mutation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Broken_engine_is_caught(string name)
    {
        var mutation = AllMutations.List.Single(mutation => mutation.Name == name);

        Simulation.Run(HistoryGenerator.Make(mutation.CaughtBy), mutation).IsClean.Should().BeFalse(mutation.Rule);
        if (mutation.CaughtBy > SeedTests.Seeds)
            Simulation.Run(HistoryGenerator.Make(mutation.CaughtBy)).IsClean.Should().BeTrue("the engine as it is passes the same history");
    }
}
