namespace SyncEngine.Merge;

/// <summary>
/// What both sides last agreed on, each in its own form: flows, trims and case rules of the org may have changed the value on its way.
/// </summary>
/// <param name="Local">The local canonical form.</param>
/// <param name="Remote">The remote form as it was read back.</param>
public sealed record BasePair(string? Local, string? Remote);
