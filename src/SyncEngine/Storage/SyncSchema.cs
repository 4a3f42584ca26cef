namespace SyncEngine.Storage;

/// <summary>Applies each set's scripts beyond the version that the database has, all in one transaction.</summary>
internal sealed class SyncSchema(ISyncStore store, IEnumerable<SchemaScripts> sets) : ISyncSchema
{
    public Task InstallAsync(CancellationToken cancellationToken = default) => store.WriteAsync(InstallAsync, cancellationToken);

    private async Task InstallAsync(IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var dialect = ((StoreTransaction)transaction).Dialect;
        await dialect.LockSchemaAsync(transaction.Connection, transaction.Transaction, cancellationToken);
        await transaction.ExecuteAsync("CREATE TABLE IF NOT EXISTS sync_schema (name varchar(100) NOT NULL PRIMARY KEY, version integer NOT NULL)", cancellationToken);
        foreach (var set in sets.DistinctBy(set => set.Name))
        {
            var scripts = set.For(dialect.Name);
            var installed = (await transaction.QueryAsync("SELECT version FROM sync_schema WHERE name = @name", reader => reader.GetInt32(0), cancellationToken, ("@name", set.Name))).FirstOrDefault();
            var newest = scripts.Count == 0 ? 0 : scripts[^1].Version;
            if (installed > newest)
            {
                throw new InvalidOperationException(
                    $"The database has version {installed} of the '{set.Name}' tables and this package knows {newest}: an older host must not run beside a newer one. Upgrade the package.");
            }

            foreach (var (_, sql) in scripts.Where(script => script.Version > installed))
                await transaction.ExecuteAsync(sql, cancellationToken);

            await transaction.ExecuteAsync(
                "INSERT INTO sync_schema (name, version) VALUES (@name, @version) ON CONFLICT (name) DO UPDATE SET version = excluded.version",
                cancellationToken, ("@name", set.Name), ("@version", newest));
        }
    }
}
