using System.Data.Common;
using System.Diagnostics;

namespace Benchmarks.Ledger;

/// <summary>What no ledger can do without: take a batch that is due, durably; remove it, durably.</summary>
internal sealed class BareLedger : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly string _skipLocked;

    private BareLedger(DbConnection connection, string skipLocked) => (_connection, _skipLocked) = (connection, skipLocked);

    public static async Task<BareLedger> OpenAsync(DbConnection connection, string prepare, string skipLocked, CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken);
        var bare = new BareLedger(connection, skipLocked);
        await bare.ExecuteAsync(prepare, cancellationToken);
        await bare.ExecuteAsync("CREATE TABLE work (key TEXT NOT NULL PRIMARY KEY, state INTEGER NOT NULL, due_at BIGINT NOT NULL, lease_until BIGINT NULL)", cancellationToken);
        await bare.ExecuteAsync("CREATE INDEX work_due ON work (state, due_at)", cancellationToken);
        return bare;
    }

    public async Task<TimeSpan> RunAsync(int keys, CancellationToken cancellationToken)
    {
        foreach (var chunk in Enumerable.Range(0, keys).Chunk(1_000))
            await ExecuteAsync($"INSERT INTO work VALUES {string.Join(',', chunk.Select(number => $"('{NoWork.KindName}:key:{number:0000000}', 0, {number}, NULL)"))}", cancellationToken);

        var watch = Stopwatch.StartNew();
        for (var done = 0; done < keys;)
        {
            var claimed = new List<string>();
            await using (var command = _connection.CreateCommand())
            {
                command.CommandText =
                    $"UPDATE work SET state = 1, lease_until = 1 WHERE key IN (SELECT key FROM work WHERE state = 0 AND due_at <= {keys} ORDER BY due_at LIMIT {NoWorkCounter.BatchSize}{_skipLocked}) RETURNING key";
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                    claimed.Add(reader.GetString(0));
            }

            await ExecuteAsync($"DELETE FROM work WHERE key IN ({string.Join(',', claimed.Select(key => $"'{key}'"))})", cancellationToken);
            done += claimed.Count;
        }

        return watch.Elapsed;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
