using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Model;
using SyncEngine.Records;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Records;

/// <summary>What a draft's trial counts, and what it takes all linked records to cost by those that it looked at.</summary>
public sealed class DraftTrialTests
{
    private static readonly EntityMapping Mapping = new MappingBuilder<Member>("Contact").Field(member => member.LastName, "LastName").Build("Site_Id__c", []);

    [Fact]
    public void Records_are_counted_by_what_would_become_of_them()
    {
        var work = new[] { Planned(1, FieldAction.Push), Planned(2, FieldAction.Apply), Planned(3, FieldAction.Ask), Planned(4, FieldAction.Keep), Planned(5, FieldAction.Set), Stopped(6) };

        var trial = DraftTrial.Report(600, work, new SyncEngineOptions());

        (trial.Linked, trial.Looked, trial.Unchanged, trial.Sends, trial.Receives, trial.Asks, trial.Stops).Should().Be((600, 6, 1, 2, 2, 1, 1));
        var field = trial.Fields.Should().ContainSingle().Subject;
        (field.Sends, field.Receives, field.Asks).Should().Be((2, 2, 1));
        field.Examples.Should().HaveCount(3);
    }

    [Theory]
    [InlineData(200, 100, 100, 200)]
    [InlineData(200, 0, 100, 0)]
    [InlineData(60_000, 1, 3, 20_000)]
    [InlineData(1_001, 1, 2, 501)]
    [InlineData(10, 0, 0, 0)]
    public void Calls_are_those_of_all_linked_records_of_which_as_large_a_share_is_sent(long linked, int sent, int looked, long updates)
    {
        var work = Enumerable.Range(0, looked).Select(number => Planned(number, number < sent ? FieldAction.Push : FieldAction.Keep)).ToList();

        var trial = DraftTrial.Report(linked, work, new SyncEngineOptions());

        trial.Calls.Should().Be(RunCalls.Of(RunCalls.Load.None with { Linked = linked, Updates = updates }, new SyncEngineOptions()));
    }

    private static RecordWork Planned(int number, FieldAction action)
    {
        var work = Stopped(number);
        work.Input = new MergeInput([new FieldInput("LastName", Direction.Both, ConflictPolicy.Manual, null, "a", "a", "b", [])], true, null, null, true);
        work.Plan = new MergePlan([new FieldPlan("LastName", action, "a test's")]);
        return work;
    }

    private static RecordWork Stopped(int number) =>
        new(Mapping, new WorkItem(WorkKey.ForRecord("Member", $"{number}"), Lane.Bulk, 0, Guid.Empty, 1, Cause.Engine, [], DateTimeOffset.UnixEpoch));
}
