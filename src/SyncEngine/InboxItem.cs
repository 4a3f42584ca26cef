using SyncEngine.Model;

namespace SyncEngine;

/// <summary>One delivery as it stands in an inbox.</summary>
/// <param name="Id">Its id at the service.</param>
/// <param name="Type">What happened, in the service's own words.</param>
/// <param name="About">What it is about: an object's type and id; null when it does not say.</param>
/// <param name="Key">The key that is worked on for it; null for none.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="State">How it stands.</param>
/// <param name="Reason">Why it is ignored or quarantined.</param>
/// <param name="Link">Where the service shows it; null where it does not.</param>
public sealed record InboxItem(string Id, string Type, string? About, WorkKey? Key, DateTimeOffset ReceivedAt, InboxState State, string? Reason, Uri? Link);
