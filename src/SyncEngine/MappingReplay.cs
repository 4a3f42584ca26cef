namespace SyncEngine;

/// <summary>What a draft would have done with decisions that were taken: the recorded inputs, planned again with its directions and policies.</summary>
/// <param name="Decisions">How many recorded decisions were planned again.</param>
/// <param name="Same">How many come out the same.</param>
/// <param name="Changes">What comes out otherwise, by field and by what was done and would be done; the most frequent first.</param>
public sealed record MappingReplay(int Decisions, int Same, IReadOnlyList<MappingReplayChange> Changes);
