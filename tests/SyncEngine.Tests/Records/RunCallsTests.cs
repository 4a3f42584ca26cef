using SyncEngine.Records;

namespace SyncEngine.Tests.Records;

public sealed class RunCallsTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, 0)]
    [InlineData(1, 0, 0, 0, 1)]
    [InlineData(2001, 0, 0, 0, 2)]
    [InlineData(0, 2000, 2000, 0, 1 + 10 + 1)]
    [InlineData(0, 2001, 2001, 0, 2 + 5 + 2)]
    [InlineData(2000, 0, 0, 2000, 1 + 10 + 1)]
    [InlineData(2001, 0, 0, 2001, 2 + 5 + 2)]
    [InlineData(2500, 2500, 2500, 2500, 2 + 2 + 5 + 2 + 5 + 2)]
    [InlineData(10_000, 0, 0, 10_000, 5 + 5 + 5)]
    [InlineData(100_000, 0, 0, 100_000, 10 * (5 + 5 + 5))]
    [InlineData(12_000, 0, 0, 12_000, 5 + 5 + 5 + 1 + 10 + 1)]
    public void Calls_are_those_of_each_batch(long linked, long unlinked, long upserts, long updates, long calls) =>
        RunCalls.Of(new RunCalls.Load(linked, unlinked, Matched: 0, upserts, Overruling: 0, updates), new SyncEngineOptions()).Should().Be(calls);

    [Fact]
    public void Names_are_looked_for_in_lists_of_their_own_and_what_overrules_a_duplicate_rule_goes_by_calls() =>
        RunCalls.Of(new RunCalls.Load(Linked: 0, Unlinked: 2500, Matched: 2500, Upserts: 0, Overruling: 2500, Updates: 0), new SyncEngineOptions()).Should().Be(2 + 3 + 13 + 2);
}
