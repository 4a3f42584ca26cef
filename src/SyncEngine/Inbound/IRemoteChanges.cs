namespace SyncEngine.Inbound;

/// <summary>Where word of changes in Salesforce comes in, whatever brings it: change events, outbound messages, a site's own hook. Safe for any number of callers.</summary>
public interface IRemoteChanges
{
    /// <summary>Marks what the notices concern. Once it returns, the word is kept; a source may be told so.</summary>
    /// <param name="notices">The notices, in any order, duplicates included.</param>
    /// <param name="origin">What brings them, for the journal: <c>event</c>, <c>message</c>.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>How many keys were marked.</returns>
    Task<int> NoticeAsync(IReadOnlyCollection<RemoteChangeNotice> notices, string origin, CancellationToken cancellationToken = default);

    /// <summary>Compares everything of an object that changed lately, or all of it: after a gap, an overflow or an expired position, when nobody knows what was missed.</summary>
    /// <param name="remoteObject">The object; null for all that are mapped.</param>
    /// <param name="reason">Why, for the journal.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task ResyncAsync(string? remoteObject, string reason, CancellationToken cancellationToken = default);
}
