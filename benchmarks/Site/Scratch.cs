namespace Benchmarks.Site;

/// <summary>A folder that is gone when the benchmark ends. SQLite databases in it commit as the engine commits: write-ahead log, synchronous FULL.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bench-").FullName;

    public string Sqlite(string name) => $"Data Source={Path.Combine(_folder, name)};Pooling=True";

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
