using Microsoft.Data.Sqlite;

namespace SyncEngine.Simulation.Storage;

/// <summary>
/// One host's way to the site's SQLite file. The database's clock is the simulation's: SQLite lets a connection put a function of its own
/// in the place of <c>unixepoch</c>, so that the engine's SQL and its column defaults run as they are.
/// </summary>
internal sealed class HostDatabase(
    string file, Func<DateTimeOffset> clock, Func<string, Task<Doom>> pass, Action die, Func<string, string>? rewrite) : IDisposable
{
    private readonly Stack<SqliteConnection> _idle = new();
    private readonly HashSet<SqliteConnection> _rented = [];
    private Doom _doom;

    /// <summary>True while the engine's store is inside a transaction of its own: SQLite has one writer, so nothing else runs.</summary>
    public bool InWrite { get; set; }

    public async Task PassAsync(string what) => _doom = await pass(what).ConfigureAwait(false);

    public Doom TakeDoom()
    {
        var doom = _doom;
        _doom = Doom.None;
        return doom;
    }

    public void Die() => die();

    public string Rewrite(string sql) => rewrite is null ? sql : rewrite(sql);

    public SqliteConnection Rent()
    {
        if (!_idle.TryPop(out var connection))
            connection = Open();
        _rented.Add(connection);
        return connection;
    }

    public void Return(SqliteConnection connection)
    {
        if (_rented.Remove(connection))
            _idle.Push(connection);
    }

    /// <summary>Ends every connection; what was not committed is gone.</summary>
    public void Dispose()
    {
        foreach (var connection in _rented.Concat(_idle).ToList())
            connection.Dispose();
        _rented.Clear();
        _idle.Clear();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        connection.CreateFunction("unixepoch", (string _) => clock().ToUnixTimeMilliseconds() / 1000.0);
        return connection;
    }
}
