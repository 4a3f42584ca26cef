namespace SyncEngine.Storage;

/// <summary>Installs and upgrades the engine's own tables in the site's database. The host does it at start; a site may do it earlier.</summary>
public interface ISyncSchema
{
    /// <summary>Brings the tables to this package's version. Any number of hosts may do so at once; data is kept.</summary>
    /// <exception cref="InvalidOperationException">The database is newer than this package: upgrade the package instead.</exception>
    Task InstallAsync(CancellationToken cancellationToken = default);
}
