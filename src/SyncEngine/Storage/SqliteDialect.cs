using System.Data.Common;

namespace SyncEngine.Storage;

/// <summary>SQLite: write-ahead log, commits that survive a power cut, one writer.</summary>
internal sealed class SqliteDialect : IDialect
{
    public const string Provider = "Microsoft.EntityFrameworkCore.Sqlite";

    public string Name => "sqlite";

    public string Now => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    public string SkipLocked => "";

    public string ForUpdate => "";

    public bool HasOneWriter => true;

    public async Task PrepareAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // NORMAL can lose the last commits with the power. The driver's own busy handling sleeps 150 ms at a time; SQLite's is finer.
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // Every write transaction is immediate: it holds the only write lock from its start.
    public Task LockSchemaAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;
}
