using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Storage;

public abstract class SchemaCompliance(Engine engine)
{
    [Fact]
    public async Task Site_creates_its_own_tables_and_none_of_the_engine()
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using (var context = Context(database))
            await context.Database.EnsureCreatedAsync();

        var tables = await TablesAsync(database);

        tables.Should().Contain("Members").And.NotContain(table => table.StartsWith("sync_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hosts_that_start_together_install_once()
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using (var context = Context(database))
            await context.Database.EnsureCreatedAsync();
        await using var hosts = new Hosts();
        for (var index = 0; index < 4; index++)
            hosts.Add(Provider(database));

        await Task.WhenAll(hosts.All.Select(host => Task.Run(() => host.GetRequiredService<ISyncSchema>().InstallAsync())));

        (await TablesAsync(database)).Should().Contain(["sync_mark", "sync_work", "sync_pause", "sync_link", "sync_intent", "sync_journal", "sync_match"]);
    }

    [Fact]
    public async Task Upgrade_keeps_the_data()
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using var hosts = new Hosts();
        var host = hosts.Add(Provider(database));
        await using (var connection = await database.OpenAsync())
        {
            // As the first version left it.
            await using var command = connection.CreateCommand();
            var scripts = new SchemaScripts("engine", typeof(ISyncSchema).Assembly, "SyncEngine.Storage.Scripts").For(engine == Engine.Sqlite ? "sqlite" : "postgresql");
            command.CommandText = "CREATE TABLE sync_schema (name varchar(100) NOT NULL PRIMARY KEY, version integer NOT NULL);" + scripts[0].Sql
                + "INSERT INTO sync_schema VALUES ('engine', 1); INSERT INTO sync_mark (id, key, lane, cause) VALUES ('0190d6a0-0000-7000-8000-000000000001', 'record:Member:a', 1, 'user');";
            await command.ExecuteNonQueryAsync();
        }

        await host.GetRequiredService<ISyncSchema>().InstallAsync();

        var keys = await host.GetRequiredService<ISyncStore>().ReadAsync((reading, token) =>
            reading.QueryAsync("SELECT key FROM sync_mark WHERE not_before <= 0", reader => reader.GetString(0), token));
        keys.Should().Equal("record:Member:a");
        (await TablesAsync(database)).Should().Contain("sync_journal");
    }

    [Fact]
    public async Task Upgrade_keeps_work_that_is_under_way()
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using var hosts = new Hosts();
        var host = hosts.Add(Provider(database));
        await using (var connection = await database.OpenAsync())
        {
            // As the version before the table was laid out anew left it.
            var scripts = new SchemaScripts("engine", typeof(ISyncSchema).Assembly, "SyncEngine.Storage.Scripts").For(engine == Engine.Sqlite ? "sqlite" : "postgresql");
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE sync_schema (name varchar(100) NOT NULL PRIMARY KEY, version integer NOT NULL);"
                + string.Join('\n', scripts.Where(script => script.Version <= 14).Select(script => script.Sql))
                + """
                INSERT INTO sync_schema VALUES ('engine', 14);
                INSERT INTO sync_work (key, kind, scope, lane, state, generation, claimed_generation, due_at, first_marked_at, last_marked_at, attempts, lease_token, lease_until, cause, fields, failure, waiting_on, changed_at, edited_at) VALUES
                    ('record:Member:ready', 'record', 'record:Member', 1, 0, 3, NULL, 10, 11, 12, 2, NULL, NULL, 'user:7', 'Email', '{"Class":"Transient","Reason":"x"}', NULL, 13, 14),
                    ('record:Member:leased', 'record', 'record:Member', 1, 1, 1, 1, 10, 11, 12, 1, '0190d6a0-0000-7000-8000-000000000001', 20, 'site', NULL, NULL, NULL, 13, NULL),
                    ('record:Member:waiting', 'record', 'record:Member', 1, 2, 1, NULL, 10, 11, 12, 1, NULL, NULL, 'site', NULL, NULL, 'record:Organization:x', 13, NULL),
                    ('record:Member:failed', 'record', 'record:Member', 1, 4, 1, NULL, 10, 11, 12, 1, NULL, NULL, 'site', NULL, '{"Class":"Data","Reason":"y"}', NULL, 13, NULL);
                """;
            await command.ExecuteNonQueryAsync();
        }

        await host.GetRequiredService<ISyncSchema>().InstallAsync();

        var store = host.GetRequiredService<ISyncStore>();
        IReadOnlyList<WorkItem> items = [];
        await store.WriteAsync(async (transaction, token) => items = await new Claimer(new SyncEngineOptions()).ClaimAsync(transaction, "record", Lane.Profiles, 10, token));
        items.Select(item => item.Key.Id).Should().BeEquivalentTo("ready", "leased", "waiting");
        var ready = items.Single(item => item.Key.Id == "ready");
        (ready.Generation, ready.Attempt, ready.Cause.ToString(), ready.FirstMarkedAt.ToUnixTimeMilliseconds(), ready.EditedAt!.Value.ToUnixTimeMilliseconds()).Should().Be((3, 3, "user:7", 11, 14));
        ready.Fields.Should().Equal("Email");
        items.Single(item => item.Key.Id == "leased").EditedAt.Should().BeNull();
        var failed = await store.ReadAsync((reading, token) => reading.QueryAsync("SELECT key FROM sync_work WHERE scope = 'record:Member' AND failure IS NOT NULL AND state = 4", reader => reader.GetString(0), token));
        failed.Should().Equal("record:Member:failed");
    }

    [Fact]
    public async Task Database_of_a_newer_package_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using var hosts = new Hosts();
        var host = hosts.Add(Provider(database));
        await host.GetRequiredService<ISyncSchema>().InstallAsync();
        await host.GetRequiredService<ISyncStore>().WriteAsync((transaction, token) => transaction.ExecuteAsync("UPDATE sync_schema SET version = 999", token));

        var install = () => host.GetRequiredService<ISyncSchema>().InstallAsync();

        await install.Should().ThrowAsync<InvalidOperationException>().WithMessage("*999*Upgrade the package*");
    }

    [Fact]
    public async Task Failed_write_leaves_nothing_behind()
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using var hosts = new Hosts();
        var host = hosts.Add(Provider(database));
        await host.GetRequiredService<ISyncSchema>().InstallAsync();
        var store = host.GetRequiredService<ISyncStore>();

        var write = () => store.WriteAsync(async (transaction, token) =>
        {
            await transaction.ExecuteAsync("INSERT INTO sync_pause (scope, failure, since, probe_at) VALUES ('a:b', '{}', 0, 0)", token);
            throw new InvalidOperationException("no");
        });

        await write.Should().ThrowAsync<InvalidOperationException>();
        (await store.ReadAsync((reading, token) => reading.QueryAsync("SELECT scope FROM sync_pause", reader => reader.GetString(0), token))).Should().BeEmpty();
    }

    private static SiteContext Context(TestDatabase database)
    {
        var options = new DbContextOptionsBuilder<SiteContext>();
        database.Use(options);
        return new SiteContext(options.Options);
    }

    private static ServiceProvider Provider(TestDatabase database)
    {
        var services = new ServiceCollection();
        services.AddDbContext<SiteContext>(database.Use);
        TestSite.Standard(services.AddSyncEngine<SiteContext>(TestSite.Configuration()));
        return services.BuildServiceProvider();
    }

    private async Task<List<string>> TablesAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = engine == Engine.Sqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table'"
            : "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
        return await command.ReadAllAsync(reader => reader.GetString(0), CancellationToken.None);
    }

    private sealed class Hosts : IAsyncDisposable
    {
        private readonly List<ServiceProvider> _all = [];

        public IReadOnlyList<ServiceProvider> All => _all;

        public ServiceProvider Add(ServiceProvider host)
        {
            _all.Add(host);
            return host;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var host in _all)
                await host.DisposeAsync();
        }
    }
}

public sealed class SqliteSchemaTests() : SchemaCompliance(Engine.Sqlite)
{
    [Fact]
    public async Task Connection_is_set_up_so_that_a_commit_survives_a_power_cut()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        await using var site = await TestSite.CreateAsync(database);

        var settings = await site.Store.ReadAsync(async (reading, token) => new[]
        {
            (await reading.QueryAsync("PRAGMA journal_mode", reader => reader.GetString(0), token))[0],
            (await reading.QueryAsync("PRAGMA synchronous", reader => reader.GetInt64(0).ToString(), token))[0],
            (await reading.QueryAsync("PRAGMA busy_timeout", reader => reader.GetInt64(0).ToString(), token))[0],
        });

        settings.Should().Equal("wal", "2", "10000");
    }
}

public sealed class PostgreSqlSchemaTests() : SchemaCompliance(Engine.PostgreSql);

public sealed class DialectTests
{
    [Fact]
    public void Unknown_provider_is_refused_with_its_name_and_those_that_are_known()
    {
        var find = () => Dialects.For("Some.Other.Provider");

        find.Should().Throw<NotSupportedException>().WithMessage("*Some.Other.Provider*Microsoft.EntityFrameworkCore.Sqlite*Npgsql*");
    }
}
