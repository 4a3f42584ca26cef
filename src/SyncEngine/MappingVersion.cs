using SyncEngine.Model;

namespace SyncEngine;

/// <summary>A mapping as it stands or stood.</summary>
/// <param name="Version">Its number; 0 is the one of the site's code.</param>
/// <param name="Draft">What it says.</param>
/// <param name="Note">Why it was published; null for the site's code.</param>
/// <param name="PublishedBy">Who published it; null for the site's code.</param>
/// <param name="PublishedAt">When; null for the site's code.</param>
public sealed record MappingVersion(int Version, MappingDraft Draft, string? Note, Cause? PublishedBy, DateTimeOffset? PublishedAt)
{
    /// <summary>The Salesforce object's API name, which the site's code decides.</summary>
    public string RemoteObject { get; init; } = "";
}
