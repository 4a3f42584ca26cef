namespace SyncEngine;

/// <summary>What a person wants synced.</summary>
/// <param name="Mapping">The mapping's name.</param>
public sealed record SyncRunRequest(string Mapping)
{
    /// <summary>Only these records, by external id; null for all of the mapping's.</summary>
    public IReadOnlyList<string>? ExternalIds { get; init; }

    /// <summary>True to read and plan only, and to report what would be done.</summary>
    public bool IsDryRun { get; init; }
}
