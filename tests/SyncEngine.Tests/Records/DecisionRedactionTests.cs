using System.Text.Json;
using CsCheck;
using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Records;

namespace SyncEngine.Tests.Records;

/// <summary>A decision that leaves the house decides as it did, and names nobody.</summary>
public sealed class DecisionRedactionTests
{
    private static readonly string?[] Values = [null, "", " ", "Anna", "ANNA ", "anna", "Anna-Maria", "Dr. Anna Maria", "Maria", "ab", "AB", "a", "Mari"];

    private static readonly Gen<string?> Value = Gen.Int[0, Values.Length - 1].Select(index => Values[index]);

    private static readonly Gen<MergeInput> Input =
        from direction in Gen.Enum<Direction>()
        from policy in Gen.Enum<ConflictPolicy>()
        from comparison in Gen.Int[0, 2].Select(index => new[] { Comparison.Exact, Comparison.IgnoreCase, Comparison.LettersAndDigits }[index])
        from values in Gen.Select(Value, Value, Value, Value)
        from hasBase in Gen.Bool
        from superseded in Value.List[0, 3]
        from choice in Gen.Enum<FieldChoice>()
        from decided in Gen.Select(Gen.Bool, Value, Gen.Bool)
        from flips in Gen.Int[0, 4]
        from accepts in Gen.Bool
        from ours in Gen.Int[0, 2].Select(index => new bool?[] { null, true, false }[index])
        from unclear in Gen.Bool
        select new MergeInput(
            [
                new FieldInput("F", direction, policy, hasBase ? new BasePair(values.Item1, values.Item2) : null, values.Item3, values.Item3, values.Item4, superseded)
                {
                    Comparison = comparison,
                    Flips = flips,
                    Decision = decided.Item1 ? new FieldDecision(choice, decided.Item2, values.Item3, decided.Item3 ? values.Item4 : decided.Item2) : null,
                },
            ],
            true, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddMinutes(1), accepts)
        {
            RemoteSavedByUs = ours,
            Unclear = unclear ? ["F"] : null,
        };

    [Fact]
    public void Redacted_decision_is_made_again_alike_and_names_nobody() => Input.Sample(
        input =>
        {
            var redacted = DecisionRedaction.Redact(new StoredDecision(1, input, MergePlanner.Plan(input)));

            MergePlanner.Plan(redacted.Input).Fields.Should().Equal(redacted.Plan.Fields);
            JsonSerializer.Serialize(redacted, RecordJson.Default.StoredDecision).Should().NotContainEquivalentOf("anna").And.NotContainEquivalentOf("mari");
        },
        iter: 5_000);
}
