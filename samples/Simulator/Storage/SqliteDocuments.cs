using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Simulator.Storage;

/// <summary>
/// Documents in one SQLite file, written by one task: whatever waits when it comes round goes into one transaction. WAL with
/// <c>synchronous=NORMAL</c> loses nothing when the process is killed, which is what the simulator promises.
/// </summary>
internal sealed class SqliteDocuments : IAsyncDisposable
{
    private const int MaxBatchesPerTransaction = 2000;
    private readonly Channel<Work> _queue = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly string _connectionString;
    private readonly Task _writer;
    private Exception? _failure;

    private SqliteDocuments(SqliteConnection connection, string connectionString)
    {
        (_connection, _connectionString) = (connection, connectionString);
        _writer = Task.Run(WriteAllAsync);
    }

    public static SqliteDocuments Open(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);

        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        Execute(connection, """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            PRAGMA busy_timeout = 5000;
            CREATE TABLE IF NOT EXISTS document (collection TEXT NOT NULL, key TEXT NOT NULL, json TEXT NOT NULL,
                PRIMARY KEY (collection, key)) WITHOUT ROWID;
            """);
        return new SqliteDocuments(connection, connectionString);
    }

    public void Write(DocumentBatch batch)
    {
        if (!batch.IsEmpty)
            Enqueue(new Work(batch.Changes, null, null));
    }

    public void Clear(string prefix) => Enqueue(new Work([], prefix, null));

    public Task FlushAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new Work([], null, done));
        return done.Task;
    }

    /// <summary>A connection of its own, so that a long read does not hold up the writer.</summary>
    public IEnumerable<KeyValuePair<string, string>> Read(string collection)
    {
        FlushAsync().GetAwaiter().GetResult();
        using var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT key, json FROM document WHERE collection = $collection ORDER BY key";
        command.Parameters.AddWithValue("$collection", collection);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return new(reader.GetString(0), reader.GetString(1));
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer;
        await _connection.DisposeAsync();
    }

    private void Enqueue(Work work)
    {
        if (_failure is not null)
            throw new InvalidOperationException("The simulator's database could not be written; nothing is taken any more.", _failure);

        ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(work), this);
    }

    private async Task WriteAllAsync()
    {
        using var put = _connection.CreateCommand();
        put.CommandText = "INSERT INTO document (collection, key, json) VALUES ($c, $k, $j) ON CONFLICT (collection, key) DO UPDATE SET json = excluded.json";
        using var delete = _connection.CreateCommand();
        delete.CommandText = "DELETE FROM document WHERE collection = $c AND key = $k";
        foreach (var command in (SqliteCommand[])[put, delete])
        {
            command.Parameters.Add("$c", SqliteType.Text);
            command.Parameters.Add("$k", SqliteType.Text);
        }

        put.Parameters.Add("$j", SqliteType.Text);

        var waiting = new List<TaskCompletionSource>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            try
            {
                WriteWaiting(put, delete, waiting);
                waiting.ForEach(done => done.SetResult());
            }
            catch (SqliteException exception)
            {
                _failure = exception;
                waiting.ForEach(done => done.TrySetException(exception));
                while (_queue.Reader.TryRead(out var work))
                    work.Done?.TrySetException(exception);
            }

            waiting.Clear();
        }
    }

    private void WriteWaiting(SqliteCommand put, SqliteCommand delete, List<TaskCompletionSource> waiting)
    {
        SqliteTransaction? transaction = null;
        try
        {
            for (var taken = 0; taken < MaxBatchesPerTransaction && _queue.Reader.TryRead(out var work); taken++)
            {
                if (work.Done is not null)
                {
                    waiting.Add(work.Done);
                    continue;
                }

                transaction ??= _connection.BeginTransaction();
                (put.Transaction, delete.Transaction) = (transaction, transaction);
                if (work.Prefix is not null)
                    ClearNow(work.Prefix, transaction);
                foreach (var (collection, key, json) in work.Changes)
                {
                    var command = json is null ? delete : put;
                    command.Parameters[0].Value = collection;
                    command.Parameters[1].Value = key;
                    if (json is not null)
                        command.Parameters[2].Value = json;
                    command.ExecuteNonQuery();
                }
            }

            transaction?.Commit();
        }
        finally
        {
            transaction?.Dispose();
        }
    }

    private void ClearNow(string prefix, SqliteTransaction transaction)
    {
        using var clear = _connection.CreateCommand();
        clear.Transaction = transaction;
        clear.CommandText = "DELETE FROM document WHERE substr(collection, 1, length($p)) = $p";
        clear.Parameters.AddWithValue("$p", prefix);
        clear.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private readonly record struct Work(IReadOnlyList<DocumentBatch.Change> Changes, string? Prefix, TaskCompletionSource? Done);
}
