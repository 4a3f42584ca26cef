namespace SyncEngine;

/// <summary>
/// Writes what was changed in Salesforce to the site's own entity. Register one for an entity type to do more, or something else, than setting the
/// mapped properties: a changed e-mail address is a sign-in, say, and waits for the member's confirmation.
/// It runs in the transaction that also moves the base and completes the key: do no other I/O in it, and save nothing; the engine saves.
/// </summary>
/// <typeparam name="TEntity">The site's entity type.</typeparam>
public interface IRemoteChangeApplier<TEntity>
    where TEntity : class
{
    /// <summary>Applies the fields, or puts some of them off.</summary>
    /// <exception cref="RemoteChangeRefusedException">The site does not take these values: the key is dead-lettered with the reason.</exception>
    Task ApplyAsync(RemoteChange<TEntity> change, CancellationToken cancellationToken = default);
}
