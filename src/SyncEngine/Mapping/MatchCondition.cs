namespace SyncEngine.Mapping;

/// <summary>What must hold of a local record for a match to be sure.</summary>
internal sealed record MatchCondition(IReadOnlyList<string> Paths, Func<object, bool> Holds);
