using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

[assembly: AssemblyFixture(typeof(SyncEngine.Tests.Site.PostgresServer))]

namespace SyncEngine.Tests.Site;

/// <summary>
/// A throw-away PostgreSQL server, started by the first test that asks for a database. It runs as the user <c>postgres</c>, because the server refuses
/// to run as root, and ends with this process, also when that is killed: a shell stops it when its input closes.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Started = new(StartAsync);
    private static int _databases;

    private readonly Process? _shell;
    private readonly string? _folder;
    private readonly int _port;

    public PostgresServer()
    {
        // The fixture itself starts nothing; it only ends what was started.
    }

    private PostgresServer(Process shell, string folder, int port) => (_shell, _folder, _port) = (shell, folder, port);

    public static async Task<TestDatabase> NewDatabaseAsync()
    {
        var server = await Started.Value;
        var name = $"site{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(server.Connection("postgres"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name}";
        await command.ExecuteNonQueryAsync();
        return new PostgresDatabase(server.Connection(name));
    }

    public async ValueTask DisposeAsync()
    {
        if (_shell is null)
        {
            if (Started.IsValueCreated)
                await (await Started.Value).DisposeAsync();
            return;
        }

        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        Directory.Delete(_folder!, recursive: true);
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var binaries = Directory.GetDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin")).Order().Last();
        var folder = Directory.CreateTempSubdirectory("postgres-").FullName;
        var port = FreePort();
        var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"""
            run() {"{"} if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; {"}"}
            [ "$(id -u)" = 0 ] && chown postgres {folder}
            cd {folder}
            run {binaries}/initdb -D {folder}/data -U postgres -A trust --no-sync >{folder}/log 2>&1 || exit 1
            run {binaries}/postgres -D {folder}/data -k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200 >>{folder}/log 2>&1 </dev/null &
            read -r _
            run {binaries}/pg_ctl -D {folder}/data stop -m immediate >>{folder}/log 2>&1
            wait
            """])
        {
            RedirectStandardInput = true,
        })!;
        var server = new PostgresServer(shell, folder, port);
        for (var attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(server.Connection("postgres"));
                await connection.OpenAsync();
                return server;
            }
            catch (NpgsqlException) when (!shell.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            }
        }

        throw new InvalidOperationException("PostgreSQL did not start: " + await File.ReadAllTextAsync(Path.Combine(folder, "log")));
    }

    private string Connection(string database) => $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};Maximum Pool Size=20;Include Error Detail=true";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
