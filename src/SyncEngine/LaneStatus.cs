using SyncEngine.Model;

namespace SyncEngine;

/// <summary>What one lane holds.</summary>
/// <param name="Lane">Which lane.</param>
/// <param name="Pending">Marked keys that are not done, failed ones apart.</param>
/// <param name="OldestMarkAt">When the oldest of them was marked; null when there are none.</param>
public sealed record LaneStatus(Lane Lane, long Pending, DateTimeOffset? OldestMarkAt);
