using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace SyncEngine.Tests.Site;

public enum Engine
{
    Sqlite,
    PostgreSql,
}

/// <summary>An empty database of its own for one test.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    public abstract string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync(Engine engine) =>
        engine == Engine.Sqlite ? new SqliteFile() : await PostgresServer.NewDatabaseAsync();

    public abstract void Use(DbContextOptionsBuilder options);

    public abstract Task<DbConnection> OpenAsync();

    public abstract ValueTask DisposeAsync();
}

internal sealed class SqliteFile : TestDatabase
{
    private readonly string _folder = Directory.CreateTempSubdirectory("engine-").FullName;

    public override string ConnectionString => $"Data Source={Path.Combine(_folder, "site.db")}";

    public override void Use(DbContextOptionsBuilder options) => options.UseSqlite(ConnectionString);

    public override async Task<DbConnection> OpenAsync()
    {
        var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public override async ValueTask DisposeAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            using (var connection = new SqliteConnection(ConnectionString))
                SqliteConnection.ClearPool(connection);
            try
            {
                Directory.Delete(_folder, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 10)
            {
                // A statement that the stopped host had begun ends a moment later, and SQLite's files beside the database with it.
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }
}

internal sealed class PostgresDatabase(string connectionString) : TestDatabase
{
    public override string ConnectionString => connectionString;

    public override void Use(DbContextOptionsBuilder options) => options.UseNpgsql(connectionString, npgsql => npgsql.EnableRetryOnFailure());

    public override async Task<DbConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    public override async ValueTask DisposeAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }
}
