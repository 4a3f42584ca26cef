namespace SyncEngine.Inbound;

/// <summary>Where a feed puts its notices.</summary>
public interface IRemoteChangeSink
{
    /// <summary>The position that was last stored, such as a replay id; null the first time.</summary>
    string? Position { get; }

    /// <summary>Marks what the notices concern and stores the position, in one transaction: nothing is lost and nothing acknowledged before it is kept.</summary>
    /// <exception cref="OperationCanceledException">Another host has this feed now.</exception>
    Task NoticeAsync(IReadOnlyCollection<RemoteChangeNotice> notices, string position, CancellationToken cancellationToken = default);

    /// <summary>For gaps, overflows and expired positions: compares instead of guessing.</summary>
    Task ResyncAsync(string? remoteObject, string reason, CancellationToken cancellationToken = default);
}
