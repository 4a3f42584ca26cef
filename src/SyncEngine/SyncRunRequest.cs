namespace SyncEngine;

/// <summary>What a person wants synced.</summary>
/// <param name="Mapping">The mapping's name.</param>
public sealed record SyncRunRequest(string Mapping)
{
    /// <summary>Only these records, by external id; null for all of the mapping's.</summary>
    public IReadOnlyList<string>? ExternalIds { get; init; }

    /// <summary>Only the records that this fits now; null for no such condition. Not together with <see cref="ExternalIds"/>.</summary>
    public SyncRunFilter? Filter { get; init; }

    /// <summary>The same records as this run, such as a dry run that was looked at; the other conditions are left out then.</summary>
    public Guid? SameAs { get; init; }

    /// <summary>True to read and plan only, and to report what would be done.</summary>
    public bool IsDryRun { get; init; }
}
