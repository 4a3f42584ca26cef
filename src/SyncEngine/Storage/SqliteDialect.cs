using System.Data.Common;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace SyncEngine.Storage;

/// <summary>SQLite: write-ahead log, commits that survive a power cut, one writer.</summary>
internal sealed class SqliteDialect : IDialect
{
    public const string Provider = "Microsoft.EntityFrameworkCore.Sqlite";

    private static readonly ConditionalWeakTable<object, object> Prepared = [];
    private static volatile PropertyInfo? _handle;

    public string Name => "sqlite";

    public string Now => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    public string SkipLocked => "";

    public string ForUpdate => "";

    public string RowId => "rowid";

    public bool HasOneWriter => true;

    public bool IsEmbedded => true;

    public bool AddsInOneStatement => false;

    public string IsOneOf(string parameter) => $"IN (SELECT value FROM json_each({parameter}))";

    public object TextList(IReadOnlyCollection<string> values) => RowJson.Write(values);

    // WHERE, so that an ON CONFLICT that follows is not taken for a join's ON.
    public string RowsFrom(string parameter, IReadOnlyList<string> types) =>
        $"SELECT {string.Join(", ", types.Select((_, column) => $"value ->> {column}"))} FROM json_each({parameter}) WHERE true";

    public Task PrepareAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // Pooled connections come back as they were set up.
        var handle = HandleOf(connection);
        return handle is not null && Prepared.TryGetValue(handle, out _) ? Task.CompletedTask : PrepareAsync(connection, handle, cancellationToken);
    }

    private static async Task PrepareAsync(DbConnection connection, object? handle, CancellationToken cancellationToken)
    {
        // NORMAL can lose the last commits with the power. The driver's own busy handling sleeps 150 ms at a time; SQLite's is finer.
        // A page that is written often reaches the database's file once in 16 MiB of the log instead of once in 4. And what a batch changes in a large table
        // is more than the default of 2 MB: without room, each page would go to the log more than once.
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -8000;";
        await command.ExecuteNonQueryAsync(cancellationToken);
        if (handle is not null)
            Prepared.AddOrUpdate(handle, handle);
    }

    // The driver is not referenced: its connection's handle is the database's own object behind it, which outlives it in the pool.
    private static object? HandleOf(DbConnection connection)
    {
        var handle = _handle;
        if (handle?.DeclaringType != connection.GetType())
            _handle = handle = connection.GetType().GetProperty("Handle", BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly);
        return handle?.PropertyType.IsValueType == false ? handle.GetValue(connection) : null;
    }

    // Every write transaction is immediate: it holds the only write lock from its start.
    public Task LockSchemaAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;
}
