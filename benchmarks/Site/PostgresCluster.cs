using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Benchmarks.Site;

/// <summary>A throw-away PostgreSQL server with its usual durability, run as another user, since it refuses root. Gone when the benchmark ends.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private readonly Process _shell;
    private readonly string _folder;
    private readonly int _port;

    private PostgresCluster(Process shell, string folder, int port) => (_shell, _folder, _port) = (shell, folder, port);

    public static async Task<PostgresCluster> StartAsync(CancellationToken cancellationToken)
    {
        var binaries = Directory.Exists("/usr/lib/postgresql")
            ? Path.Combine(Directory.GetDirectories("/usr/lib/postgresql").Order().Last(), "bin")
            : throw new InvalidOperationException("PostgreSQL is not installed; ./test.sh installs it.");
        var folder = Directory.CreateTempSubdirectory("bench-postgres-").FullName;
        var port = FreePort();
        var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c",
            $$"""
            run() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
            [ "$(id -u)" = 0 ] && chown postgres {{folder}}
            cd {{folder}}
            run {{binaries}}/initdb -D {{folder}}/data -U postgres -A trust >{{folder}}/log 2>&1 || exit 1
            run {{binaries}}/postgres -D {{folder}}/data -k {{folder}} -p {{port}} -c listen_addresses=127.0.0.1 >>{{folder}}/log 2>&1 </dev/null &
            read -r _
            run {{binaries}}/pg_ctl -D {{folder}}/data stop -m immediate >>{{folder}}/log 2>&1
            wait
            """])
        {
            RedirectStandardInput = true,
        })!;
        var cluster = new PostgresCluster(shell, folder, port);
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(cluster.Connection("postgres"));
                await connection.OpenAsync(cancellationToken);
                await using var command = connection.CreateCommand();
                command.CommandText = "CREATE DATABASE bare";
                await command.ExecuteNonQueryAsync(cancellationToken);
                return cluster;
            }
            catch (NpgsqlException) when (!shell.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            }
        }
    }

    public string Connection(string database) => $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database}";

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
