namespace SyncEngine.Merge;

/// <summary>One record's state on both sides, as read: everything that a decision depends on, so that it can be made again.</summary>
/// <param name="Fields">Field by field.</param>
/// <param name="RemoteExists">False when there is no remote record yet.</param>
/// <param name="LocalEditedAt">When the local record was last edited on the site; null when nobody knows.</param>
/// <param name="RemoteEditedAt">The remote record's last modification; null when it does not exist.</param>
/// <param name="AcceptsRemote">Whether the mapping's inward direction is on.</param>
public sealed record MergeInput(
    IReadOnlyList<FieldInput> Fields, bool RemoteExists, DateTimeOffset? LocalEditedAt, DateTimeOffset? RemoteEditedAt, bool AcceptsRemote)
{
    /// <summary>Whether the mapping's outward direction is on. Default true.</summary>
    public bool SendsLocal { get; init; } = true;

    /// <summary>Whether the site's own Salesforce user was the last to save the remote record; null when nobody knows.</summary>
    public bool? RemoteSavedByUs { get; init; }

    /// <summary>The fields whose present values a person has been asked about as <c>unclear</c>; null for none.</summary>
    public IReadOnlyList<string>? Unclear { get; init; }
}
