using System.Data.Common;

namespace SyncEngine.Storage;

/// <summary>PostgreSQL: many hosts share the work by SKIP LOCKED and lease rows.</summary>
internal sealed class PostgreSqlDialect : IDialect
{
    public const string Provider = "Npgsql.EntityFrameworkCore.PostgreSQL";

    public string Name => "postgresql";

    public string Now => "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    public string SkipLocked => " FOR UPDATE SKIP LOCKED";

    public string ForUpdate => " FOR UPDATE";

    public string RowId => "key";

    public bool HasOneWriter => false;

    public bool IsEmbedded => false;

    public bool AddsInOneStatement => true;

    public string IsOneOf(string parameter) => $"= ANY({parameter})";

    public object TextList(IReadOnlyCollection<string> values) => values.ToArray();

    public string RowsFrom(string parameter, IReadOnlyList<string> types) =>
        $"SELECT {string.Join(", ", types.Select((type, column) => $"(row ->> {column})::{type}"))} FROM jsonb_array_elements(CAST({parameter} AS jsonb)) AS rows(row)";

    public Task PrepareAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task LockSchemaAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT pg_advisory_xact_lock(7236837015548372)";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
