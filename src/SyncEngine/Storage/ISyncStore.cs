namespace SyncEngine.Storage;

/// <summary>Opens transactions on the site's database, through the site's own context and its connection settings.</summary>
public interface ISyncStore
{
    /// <summary>
    /// Runs the work in one transaction and commits it; rolls back when the work throws. Keep it short: on SQLite it is the only writer.
    /// The work is run again when the database undid it for a deadlock: what it changes outside the database, it must set anew each time.
    /// </summary>
    Task WriteAsync(Func<IStoreTransaction, CancellationToken, Task> work, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds rows that are not there yet, and the marks of those that were new, in one commit. What is already there, by its key, is left as it is and makes no mark.
    /// A row given twice is added as it was given first. Marks that differ in nothing but their cause's reference are made once.
    /// </summary>
    /// <param name="target">The table.</param>
    /// <param name="rows">Says which rows once they can be written: where writers queue, more have come meanwhile. Asked again when the database undid it for a deadlock.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The keys of the rows that were new.</returns>
    Task<IReadOnlySet<string>> AddAsync(NewRows target, Func<IReadOnlyList<NewRow>> rows, CancellationToken cancellationToken = default);

    /// <summary>Runs the work on an open connection for reading.</summary>
    Task<TResult> ReadAsync<TResult>(Func<IStoreTransaction, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken = default);
}
