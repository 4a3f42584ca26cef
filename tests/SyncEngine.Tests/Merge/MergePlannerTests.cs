using CsCheck;
using SyncEngine.Mapping;
using SyncEngine.Merge;

namespace SyncEngine.Tests.Merge;

/// <summary>The three-way merge: its table by example, its laws by property.</summary>
public sealed class MergePlannerTests
{
    private static readonly Gen<string?> Value = Gen.Int[0, 5].Select(index => new[] { null, "a", "b", "c", "A ", "d" }[index]);

    private static readonly Gen<FieldInput> Field =
        from direction in Gen.Enum<Direction>()
        from policy in Gen.Enum<ConflictPolicy>()
        from values in Gen.Select(Value, Value, Value, Value)
        from hasBase in Gen.Bool
        from superseded in Value.List[0, 2]
        from comparison in Gen.Bool.Select(exact => exact ? Comparison.Exact : Comparison.IgnoreCase)
        from flips in Gen.Int[0, 4]
        select new FieldInput("F", direction, policy, hasBase ? new BasePair(values.Item1, values.Item2) : null, values.Item3, values.Item3, values.Item4, superseded)
        {
            Comparison = comparison,
            Flips = flips,
        };

    private static readonly Gen<MergeInput> Input =
        from field in Field
        from exists in Gen.Bool
        from switches in Gen.Select(Gen.Bool, Gen.Bool)
        from local in Gen.Int[0, 3]
        from remote in Gen.Int[0, 3]
        select new MergeInput([exists ? field : field with { Remote = null }], exists, At(local), exists ? At(remote) : null, switches.Item1) { SendsLocal = switches.Item2 };

    [Theory]
    [InlineData("a", "a", "b", "a", FieldAction.Push, "local-changed")]
    [InlineData("a", "a", "a", "b", FieldAction.Apply, "remote-changed")]
    [InlineData("a", "a", "b", "b", FieldAction.Keep, "agree")]
    [InlineData("a", "A", "a", "A", FieldAction.Keep, "agree")]
    [InlineData("a", "a", "b", "c", FieldAction.Ask, "conflict")]
    [InlineData("a", "a", null, "a", FieldAction.Push, "local-changed")]
    [InlineData("a", "a", "a", null, FieldAction.Apply, "remote-changed")]
    public void Field_that_goes_both_ways_is_merged_against_its_base(string? baseLocal, string? baseRemote, string? local, string? remote, FieldAction action, string reason)
    {
        var plan = Plan(Direction.Both, ConflictPolicy.Manual, new BasePair(baseLocal, baseRemote), local, remote);

        (plan.Action, plan.Reason).Should().Be((action, reason));
    }

    [Theory]
    [InlineData(ConflictPolicy.LocalWins, "b", "c", 1, 2, FieldAction.Push)]
    [InlineData(ConflictPolicy.RemoteWins, "b", "c", 2, 1, FieldAction.Apply)]
    [InlineData(ConflictPolicy.LastWriteWins, "b", "c", 1, 2, FieldAction.Apply)]
    [InlineData(ConflictPolicy.LastWriteWins, "b", "c", 2, 1, FieldAction.Push)]
    [InlineData(ConflictPolicy.LastWriteWins, "b", "c", 2, 2, FieldAction.Push)]
    [InlineData(ConflictPolicy.PreferNonBlank, null, "c", 2, 1, FieldAction.Apply)]
    [InlineData(ConflictPolicy.PreferNonBlank, "b", null, 1, 2, FieldAction.Push)]
    [InlineData(ConflictPolicy.PreferNonBlank, "b", "c", 1, 2, FieldAction.Ask)]
    [InlineData(ConflictPolicy.Manual, "b", "c", 1, 2, FieldAction.Ask)]
    public void Both_changed_is_decided_by_the_policy(ConflictPolicy policy, string? local, string? remote, int localAt, int remoteAt, FieldAction action)
    {
        var input = new MergeInput([new FieldInput("F", Direction.Both, policy, new BasePair("a", "a"), local, local, remote, [])], true, At(localAt), At(remoteAt), true);

        MergePlanner.Plan(input).Fields[0].Action.Should().Be(action);
    }

    [Theory]
    [InlineData("b", null, FieldAction.Push)]
    [InlineData(null, "b", FieldAction.Apply)]
    [InlineData("a", "b", FieldAction.Ask)]
    public void First_contact_fills_blanks_and_asks_about_the_rest(string? local, string? remote, FieldAction action) =>
        Plan(Direction.Both, ConflictPolicy.Manual, null, local, remote).Action.Should().Be(action);

    [Fact]
    public void Local_blank_never_writes_over_a_value_at_first_contact() =>
        Plan(Direction.ToSalesforce, ConflictPolicy.LocalWins, null, null, "b").Action.Should().Be(FieldAction.Keep);

    [Fact]
    public void Value_of_ours_that_lands_late_is_written_over()
    {
        var field = new FieldInput("F", Direction.Both, ConflictPolicy.RemoteWins, new BasePair("new", "new"), "new", "new", "old", ["old"]);

        var plan = MergePlanner.Plan(new MergeInput([field], true, null, null, true)).Fields[0];

        (plan.Action, plan.Reason).Should().Be((FieldAction.Push, "late-landing"));
    }

    [Theory]
    [InlineData("Old chair", "Mx Old chair", "late-landing")]
    [InlineData("Old chair", "OLD CHAIR", "late-landing")]
    [InlineData("555 01 23", "(555) 0123", "late-landing")]
    [InlineData("Old chair", "Treasurer", "remote-changed")]
    [InlineData("Mx", "Mx Treasurer", "remote-changed")]
    public void Value_of_ours_that_lands_late_and_that_a_flow_wrote_its_way_is_written_over(string sent, string stands, string reason)
    {
        var field = new FieldInput("F", Direction.Both, ConflictPolicy.Manual, new BasePair("New", "Mx New"), "New", "New", stands, [sent]);

        MergePlanner.Plan(new MergeInput([field], true, null, null, true)).Fields[0].Reason.Should().Be(reason);
        MergePlanner.Plan(new MergeInput([field with { Local = "Newer", LocalAsRemote = "Newer" }], true, null, null, true)).Fields[0].Action
            .Should().Be(FieldAction.Ask, "whose it is cannot be told, and the site has a newer one");
    }

    [Theory]
    [InlineData(null, Direction.Both, FieldAction.Push, "late-landing")]
    [InlineData(true, Direction.Both, FieldAction.Push, "late-landing")]
    [InlineData(false, Direction.Both, FieldAction.Ask, "unclear")]
    [InlineData(false, Direction.ToSalesforce, FieldAction.Push, "drift")]
    public void Value_that_contains_an_older_one_of_ours_is_ours_only_if_nobody_else_saved_the_record_last(bool? savedByUs, Direction direction, FieldAction action, string reason)
    {
        var field = new FieldInput("F", direction, ConflictPolicy.LocalWins, new BasePair("Bea", "Bea"), "Bea", "Bea", "Annabel", ["Ann"]);

        var plan = MergePlanner.Plan(new MergeInput([field], true, null, null, true) { RemoteSavedByUs = savedByUs }).Fields[0];

        (plan.Action, plan.Reason).Should().Be((action, reason));
    }

    [Theory]
    [InlineData(true, ConflictPolicy.PreferNonBlank, null, FieldAction.Push, "late-landing")]
    [InlineData(true, ConflictPolicy.RemoteWins, "Newer", FieldAction.Push, "late-landing")]
    [InlineData(false, ConflictPolicy.PreferNonBlank, null, FieldAction.Ask, "unclear")]
    [InlineData(false, ConflictPolicy.RemoteWins, "Newer", FieldAction.Ask, "unclear")]
    [InlineData(false, ConflictPolicy.LocalWins, "Newer", FieldAction.Push, "conflict")]
    [InlineData(null, ConflictPolicy.RemoteWins, "Newer", FieldAction.Ask, "unclear")]
    [InlineData(null, ConflictPolicy.LocalWins, null, FieldAction.Push, "conflict")]
    public void Value_that_the_site_gave_up_does_not_come_back_in_the_orgs_form_over_the_newer_one(
        bool? savedByUs, ConflictPolicy policy, string? local, FieldAction action, string reason)
    {
        var field = new FieldInput("F", Direction.Both, policy, new BasePair("sent", "sent"), local, local, "SENT", ["sent"]);
        var input = new MergeInput([field], true, At(1), At(2), true) { RemoteSavedByUs = savedByUs };

        var plan = MergePlanner.Plan(input).Fields[0];

        (plan.Action, plan.Reason).Should().Be((action, reason));
        if (action == FieldAction.Ask)
        {
            var later = input with { Fields = [field with { Superseded = [] }], Unclear = ["F"] };
            MergePlanner.Plan(later).Fields[0].Reason.Should().Be("unclear", "the question stands when nothing can land late any more");
            MergePlanner.Plan(later with { Fields = [field with { Superseded = [], Decision = new FieldDecision(FieldChoice.Local, null, local, "SENT") }] }).Fields[0].Action.Should().Be(FieldAction.Push);
        }
    }

    [Fact]
    public void Question_whose_a_value_is_stands_when_nothing_can_land_late_any_more()
    {
        var field = new FieldInput("F", Direction.Both, ConflictPolicy.Manual, new BasePair("Bea", "Bea"), "Bea", "Bea", "Annabel", []);
        var input = new MergeInput([field], true, null, null, true) { RemoteSavedByUs = false, Unclear = ["F"] };

        MergePlanner.Plan(input).Fields[0].Reason.Should().Be("unclear");
        MergePlanner.Plan(input with { Fields = [field with { Decision = new FieldDecision(FieldChoice.Local, null, "Bea", "Annabel") }] }).Fields[0].Action.Should().Be(FieldAction.Push);
        MergePlanner.Plan(input with { Unclear = null }).Fields[0].Action.Should().Be(FieldAction.Apply);
    }

    [Fact]
    public void Drift_of_what_the_site_decides_is_told_and_written_again()
    {
        var plan = Plan(Direction.ToSalesforce, ConflictPolicy.Manual, new BasePair("a", "a"), "a", "b");

        (plan.Action, plan.Reason).Should().Be((FieldAction.Push, "drift"));
    }

    [Theory]
    [InlineData(FieldChoice.Local, FieldAction.Push)]
    [InlineData(FieldChoice.Remote, FieldAction.Apply)]
    [InlineData(FieldChoice.Other, FieldAction.Set)]
    public void Decision_holds_as_long_as_both_sides_show_what_was_seen(FieldChoice choice, FieldAction action)
    {
        var field = new FieldInput("F", Direction.Both, ConflictPolicy.Manual, new BasePair("a", "a"), "b", "b", "c", []) { Decision = new FieldDecision(choice, "third", "b", "c") };

        MergePlanner.Plan(new MergeInput([field], true, null, null, true)).Fields[0].Action.Should().Be(action);
        MergePlanner.Plan(new MergeInput([field with { Remote = "d" }], true, null, null, true)).Fields[0].Action.Should().Be(FieldAction.Ask, "somebody changed it since");
    }

    [Fact]
    public void Third_value_that_was_sent_and_not_yet_applied_is_no_late_landing()
    {
        var field = new FieldInput("F", Direction.Both, ConflictPolicy.Manual, new BasePair("a", "a"), "b", "b", "third", ["third"]) { Decision = new FieldDecision(FieldChoice.Other, "third", "b", "c") };

        MergePlanner.Plan(new MergeInput([field], true, null, null, true)).Fields[0].Action.Should().Be(FieldAction.Apply);
    }

    [Fact]
    public void Field_that_keeps_going_back_is_asked_about() =>
        MergePlanner.Plan(new MergeInput([new FieldInput("F", Direction.ToSalesforce, ConflictPolicy.Manual, new BasePair("a", "a"), "a", "a", "b", []) { Flips = 3 }], true, null, null, true))
            .Fields[0].Should().Be(new FieldPlan("F", FieldAction.Ask, "flips"));

    [Fact]
    public void Difference_that_counts_for_nothing_is_none()
    {
        var field = new FieldInput("F", Direction.Both, ConflictPolicy.Manual, new BasePair("Acme, Inc.", "Acme, Inc."), "Acme, Inc.", "Acme, Inc.", "ACME Inc", []) { Comparison = Comparison.LettersAndDigits };

        MergePlanner.Plan(new MergeInput([field], true, null, null, true)).Fields[0].Action.Should().Be(FieldAction.Keep);
    }

    [Fact]
    public void Same_input_gives_the_same_plan() =>
        Input.Sample(input => MergePlanner.Plan(input).Fields.SequenceEqual(MergePlanner.Plan(input).Fields));

    [Fact]
    public void One_sided_change_is_never_asked_about_and_never_written_over() => Input.Sample(input =>
    {
        var field = input.Fields[0];
        if (!input.RemoteExists || field.Base is not { } agreed || field.Flips >= MergePlanner.MaxFlips || field.Direction != Direction.Both || field.Superseded.Contains(field.Remote))
            return;

        var plan = MergePlanner.Plan(input).Fields[0];
        var (local, remote) = (!field.Comparison.Same(field.Local, agreed.Local), !field.Comparison.Same(field.Remote, agreed.Remote));
        if (local && !remote)
            Assert.True(plan.Action is FieldAction.Push or FieldAction.Keep);
        if (remote && !local)
            Assert.True(plan.Action is FieldAction.Apply or FieldAction.Keep);
        if (!local && !remote)
            Assert.Equal(FieldAction.Keep, plan.Action);
    });

    [Fact]
    public void Field_of_one_direction_never_goes_the_other_way() => Input.Sample(input =>
    {
        var plan = MergePlanner.Plan(input).Fields[0];
        if (input.Fields[0].Direction == Direction.FromSalesforce)
            Assert.NotEqual(FieldAction.Push, plan.Action);
        if (input.Fields[0].Direction == Direction.ToSalesforce)
            Assert.NotEqual(FieldAction.Apply, plan.Action);
    });

    [Fact]
    public void Direction_that_is_off_moves_nothing() => Input.Sample(input =>
    {
        var plan = MergePlanner.Plan(input).Fields[0];
        Assert.False(plan.Action == FieldAction.Push && !input.SendsLocal);
        Assert.False(plan.Action == FieldAction.Apply && !input.AcceptsRemote);
        Assert.False(plan.Action == FieldAction.Set && !(input.SendsLocal && input.AcceptsRemote));
    });

    [Fact]
    public void Plan_that_is_carried_out_leaves_nothing_to_do() => Input.Sample(input =>
    {
        var field = input.Fields[0];
        var plan = MergePlanner.Plan(input).Fields[0];
        if (plan.Action is FieldAction.Ask || (!plan.Agreed && plan.Action is FieldAction.Keep))
            return;

        var (local, remote) = plan.Action switch
        {
            FieldAction.Push => (field.Local, field.LocalAsRemote),
            FieldAction.Apply => (field.Remote, field.Remote),
            _ => (field.Local, field.Remote),
        };
        var next = input with
        {
            RemoteExists = true,
            Fields = [field with { Base = new BasePair(local, remote), Local = local, LocalAsRemote = local, Remote = remote, Superseded = [] }],
        };
        Assert.Equal(FieldAction.Keep, MergePlanner.Plan(next).Fields[0].Action);
    });

    private static FieldPlan Plan(Direction direction, ConflictPolicy policy, BasePair? agreed, string? local, string? remote) =>
        MergePlanner.Plan(new MergeInput([new FieldInput("F", direction, policy, agreed, local, local, remote, [])], true, At(1), At(1), true)).Fields[0];

    private static DateTimeOffset At(int hour) => new(2026, 1, 1, hour, 0, 0, TimeSpan.Zero);
}
