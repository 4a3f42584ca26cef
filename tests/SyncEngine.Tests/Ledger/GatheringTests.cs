using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Ledger;

/// <summary>Keys that come together go together, and none waits long for others; on both databases.</summary>
public abstract class GatheringCompliance(Engine engine)
{
    [Fact]
    public async Task Keys_are_gathered_while_a_run_is_taken_up_and_not_when_there_are_enough_or_the_first_has_waited()
    {
        await using var bench = await LedgerBench.CreateAsync(engine);
        await FoldedAsync(bench, "a", "b");
        (await GathersAsync(bench, enough: 3)).Should().BeFalse("nothing more is coming");

        await bench.Store.WriteAsync((transaction, token) => transaction.ExecuteAsync(
            "INSERT INTO sync_run (id, mapping, is_dry, state, taken, cause, started_at) VALUES (@id, 'Member', 0, 0, 0, 'admin:7', 0)", token, ("@id", Guid.NewGuid())));
        (await GathersAsync(bench, enough: 3)).Should().BeTrue();
        (await GathersAsync(bench, enough: 2)).Should().BeFalse("there are enough");

        bench.Advance(Gathering.Longest);
        (await GathersAsync(bench, enough: 3)).Should().BeFalse("they have waited");
        await FoldedAsync(bench, "c");
        (await GathersAsync(bench, enough: 9)).Should().BeFalse("the first have waited");
    }

    [Fact]
    public async Task Keys_are_gathered_while_marks_of_their_lane_are_not_folded()
    {
        await using var bench = await LedgerBench.CreateAsync(engine);
        await FoldedAsync(bench, "a");

        await bench.MarkAsync("record:Member:b", Lane.Profiles, TimeSpan.Zero);
        (await GathersAsync(bench, enough: 3)).Should().BeFalse();
        await bench.MarkAsync("record:Member:c", Lane.Bulk, TimeSpan.Zero);
        (await GathersAsync(bench, enough: 3)).Should().BeTrue();
    }

    private static async Task FoldedAsync(LedgerBench bench, params string[] ids)
    {
        foreach (var id in ids)
            await bench.MarkAsync($"record:Member:{id}", Lane.Bulk, TimeSpan.Zero);
        await bench.FoldAsync();
    }

    private static Task<bool> GathersAsync(LedgerBench bench, int enough) =>
        bench.Store.ReadAsync((reading, token) => Gathering.IsUnderWayAsync(reading, "record", Lane.Bulk, enough, token));
}

public sealed class SqliteGatheringTests() : GatheringCompliance(Engine.Sqlite);

public sealed class PostgreSqlGatheringTests() : GatheringCompliance(Engine.PostgreSql);
