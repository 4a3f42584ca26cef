using SyncEngine.Mapping;

namespace SyncEngine.Merge;

/// <summary>All that the planner knows of one field.</summary>
/// <param name="Field">Its local name.</param>
/// <param name="Direction">Which way it goes.</param>
/// <param name="Policy">Who is right when both changed.</param>
/// <param name="Base">What was agreed; null at first contact.</param>
/// <param name="Local">The local value, canonical.</param>
/// <param name="LocalAsRemote">The form in which the local value would stand in Salesforce: the same, but for parents, whose ids differ.</param>
/// <param name="Remote">The remote value, canonical; null also for a record that does not exist.</param>
/// <param name="Superseded">Values of ours that were sent and given up since: if one lands late, it is nobody's edit.</param>
public sealed record FieldInput(
    string Field, Direction Direction, ConflictPolicy Policy, BasePair? Base, string? Local, string? LocalAsRemote, string? Remote, IReadOnlyList<string?> Superseded)
{
    /// <summary>When two values count as the same. Default exact.</summary>
    public Comparison Comparison { get; init; }

    /// <summary>How often the field has lately gone back to the value before the last one; from three on a person is asked.</summary>
    public int Flips { get; init; }

    /// <summary>What a person decided, or null.</summary>
    public FieldDecision? Decision { get; init; }
}
