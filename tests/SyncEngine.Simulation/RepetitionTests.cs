using SyncEngine.Simulation.Histories;

namespace SyncEngine.Simulation;

public sealed class RepetitionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(41)]
    [InlineData(116)]
    public void Same_seed_gives_the_same_history(int seed)
    {
        var first = Simulation.Run(HistoryGenerator.Make(seed));
        var second = Simulation.Run(HistoryGenerator.Make(seed));

        second.Told.Should().Equal(first.Told);
        second.Fingerprint.Should().Be(first.Fingerprint);
        first.Told.Should().HaveCountGreaterThan(10);
    }

    [Fact]
    public void Different_seeds_give_different_histories() =>
        Enumerable.Range(1, 5).Select(seed => Simulation.Run(HistoryGenerator.Make(seed)).Fingerprint).Should().OnlyHaveUniqueItems();
}
