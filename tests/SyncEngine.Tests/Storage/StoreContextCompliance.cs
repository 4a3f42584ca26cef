using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Storage;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Storage;

/// <summary>Which of the site's contexts the engine's statements go through; on both databases.</summary>
public abstract class StoreContextCompliance(Engine engine)
{
    [Fact]
    public async Task Context_that_only_lent_its_connection_is_lent_again()
    {
        await using var bench = await BenchAsync();

        var written = await WriteAsync(bench.Store);
        var read = await ReadAsync(bench.Store);

        (await ReadAsync(bench.Store)).Should().BeSameAs(read);
        (await WriteAsync(bench.Store)).Should().BeSameAs(written);
    }

    [Fact]
    public async Task Two_at_once_have_one_each()
    {
        await using var bench = await BenchAsync();

        var outer = await bench.Store.ReadAsync(async (reading, token) =>
            (Of(reading), await bench.Store.ReadAsync((inner, _) => Task.FromResult(Of(inner)), token)));

        outer.Item2.Should().NotBeSameAs(outer.Item1);
    }

    [Fact]
    public async Task Context_that_the_site_worked_with_is_not_lent_again()
    {
        await using var bench = await BenchAsync();
        DbContext? joined = null;
        await bench.Store.WriteAsync((transaction, token) => transaction.ChangeSiteAsync((site, _) =>
        {
            joined = site;
            site.ChangeTracker.AutoDetectChangesEnabled = false;
            site.Add(new Member { LastName = "Ada" });
            return Task.CompletedTask;
        }, token));

        (await WriteAsync(bench.Store)).Should().NotBeSameAs(joined);
        (await bench.Site.UseAsync(context => context.Members.CountAsync())).Should().Be(1);
    }

    [Fact]
    public async Task Context_of_work_that_failed_is_not_lent_again_and_nothing_of_it_stays()
    {
        await using var bench = await BenchAsync();
        DbContext? failed = null;
        var work = () => bench.Store.WriteAsync(async (transaction, token) =>
        {
            failed = Of(transaction);
            await transaction.ExecuteAsync("INSERT INTO sync_pause (scope, failure, since, probe_at) VALUES ('x', 'y', 0, 0)", token);
            throw new InvalidOperationException("no");
        });

        await work.Should().ThrowAsync<InvalidOperationException>();

        (await WriteAsync(bench.Store)).Should().NotBeSameAs(failed);
        (await bench.Store.ReadAsync((reading, token) => reading.QueryAsync("SELECT 1 FROM sync_pause", _ => true, token))).Should().BeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task Work_side_by_side_keeps_to_its_own_transaction()
    {
        await using var bench = await BenchAsync();

        // Each half waits a little, so that transactions end while others are in the middle.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var round = 0; round < 60; round++)
            {
                var pair = $"{writer}:{round}";
                var work = () => bench.Store.WriteAsync(async (transaction, token) =>
                {
                    await PauseAsync(transaction, $"{pair}:a", token);
                    await Task.Yield();
                    await PauseAsync(transaction, $"{pair}:b", token);
                    if (round % 3 == 2)
                        throw new InvalidOperationException("no");
                }, TestContext.Current.CancellationToken);
                if (round % 3 == 2)
                    await work.Should().ThrowExactlyAsync<InvalidOperationException>();
                else
                    await work();
            }
        })));

        var kept = await bench.Store.ReadAsync((reading, token) => reading.QueryAsync("SELECT scope FROM sync_pause", row => row.GetString(0), token));
        var expected = Enumerable.Range(0, 8).SelectMany(writer => Enumerable.Range(0, 60).Where(round => round % 3 != 2)
            .SelectMany(round => new[] { $"{writer}:{round}:a", $"{writer}:{round}:b" }));
        kept.Should().BeEquivalentTo(expected);
    }

    [Fact(Timeout = 60_000)]
    public async Task Work_that_failed_gives_its_connection_back()
    {
        await using var bench = await BenchAsync();

        // More often than the pool has connections.
        for (var round = 0; round < 50; round++)
        {
            await WriteAsync(bench.Store);
            var work = () => bench.Store.ReadAsync<int>((_, _) => throw new InvalidOperationException("no"), TestContext.Current.CancellationToken);
            await work.Should().ThrowExactlyAsync<InvalidOperationException>();
        }

        await WriteAsync(bench.Store);
    }

    private static Task PauseAsync(IStoreTransaction transaction, string scope, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("INSERT INTO sync_pause (scope, failure, since, probe_at) VALUES (@scope, 'y', 0, 0)", cancellationToken, ("@scope", scope));

    private static DbContext Of(IStoreTransaction transaction) => ((StoreTransaction)transaction).Site!;

    private static Task<DbContext> ReadAsync(ISyncStore store) => store.ReadAsync((reading, _) => Task.FromResult(Of(reading)));

    private static async Task<DbContext> WriteAsync(ISyncStore store)
    {
        DbContext? lent = null;
        await store.WriteAsync((transaction, _) =>
        {
            lent = Of(transaction);
            return Task.CompletedTask;
        });
        return lent!;
    }

    private async Task<Bench> BenchAsync()
    {
        var database = await TestDatabase.CreateAsync(engine);
        return new Bench(database, await TestSite.CreateAsync(database));
    }

    private sealed class Bench(TestDatabase database, TestSite site) : IAsyncDisposable
    {
        public TestSite Site => site;

        public ISyncStore Store { get; } = site.Services.GetRequiredService<ISyncStore>();

        public async ValueTask DisposeAsync()
        {
            await site.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}

public sealed class SqliteStoreContextTests() : StoreContextCompliance(Engine.Sqlite);

public sealed class PostgreSqlStoreContextTests() : StoreContextCompliance(Engine.PostgreSql);
