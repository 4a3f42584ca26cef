namespace SyncEngine.Inbound;

/// <summary>
/// A lasting source of notices, such as change events. The engine runs it on one host at a time; when it ends or throws it is started again, with the
/// position that it last stored. Register one with <c>AddChangeFeed</c>.
/// </summary>
public interface IRemoteChangeFeed
{
    /// <summary>Its name; its position is kept under it.</summary>
    string Name { get; }

    /// <summary>Reads until it is cancelled.</summary>
    Task RunAsync(IRemoteChangeSink sink, CancellationToken cancellationToken);
}
