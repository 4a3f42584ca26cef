namespace SyncEngine.Storage;

/// <summary>Opens transactions on the site's database, through the site's own context and its connection settings.</summary>
public interface ISyncStore
{
    /// <summary>
    /// Runs the work in one transaction and commits it; rolls back when the work throws. Keep it short: on SQLite it is the only writer.
    /// The work is run again when the database undid it for a deadlock: what it changes outside the database, it must set anew each time.
    /// </summary>
    Task WriteAsync(Func<IStoreTransaction, CancellationToken, Task> work, CancellationToken cancellationToken = default);

    /// <summary>Runs the work on an open connection for reading.</summary>
    Task<TResult> ReadAsync<TResult>(Func<IStoreTransaction, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken = default);
}
