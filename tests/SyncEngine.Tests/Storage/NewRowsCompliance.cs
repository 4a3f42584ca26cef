using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Storage;

/// <summary>Rows that come from outside, and their marks, in one commit; on both databases.</summary>
public abstract class NewRowsCompliance(Engine engine)
{
    private protected static readonly NewRows Arrivals = new("arrival", [new("id"), new("body"), new("kind", "integer"), new("sent_at", "bigint"), new("came_at", "bigint", "now"), new("ended_at", "bigint", "CASE WHEN kind = 9 THEN now END")]);

    [Fact]
    public async Task Row_is_stored_with_its_mark_and_the_databases_time()
    {
        await using var bench = await BenchAsync();
        var before = await bench.NowAsync();

        var added = await bench.Store.AddAsync(Arrivals, () => [Row("a", "it's \"ü\" \n😀", 1, 5, Mark("record:X:1", fields: ["Name", "Mail"])), Row("b", null, 9, null)]);

        added.Should().BeEquivalentTo("a", "b");
        var rows = await bench.RowsAsync();
        rows.Select(row => (row.Id, row.Body, row.Kind, row.SentAt)).Should().Equal(("a", "it's \"ü\" \n😀", 1, 5), ("b", null, 9, null));
        rows.Should().OnlyContain(row => row.CameAt >= before && row.CameAt <= before + 60_000);
        rows.Select(row => row.EndedAt).Should().Equal(null, rows[1].CameAt);
        (await bench.MarksAsync()).Should().Equal($"record:X:1|{(int)Lane.Payments}|webhook:w|Name,Mail||{rows[0].CameAt}|0");
    }

    [Fact]
    public async Task Row_that_is_there_stays_as_it_is_and_marks_nothing()
    {
        await using var bench = await BenchAsync();
        await bench.Store.AddAsync(Arrivals, () => [Row("a", "first", 1, 1, Mark("record:X:1"))]);

        var added = await bench.Store.AddAsync(Arrivals, () => [Row("a", "second", 1, 1, Mark("record:X:2")), Row("b", "new", 1, 1, Mark("record:X:3"))]);

        added.Should().BeEquivalentTo("b");
        (await bench.RowsAsync()).Select(row => row.Body).Should().Equal("first", "new");
        (await bench.MarkedAsync()).Should().Equal("record:X:1", "record:X:3");
    }

    [Fact]
    public async Task Row_given_twice_is_added_as_it_was_given_first()
    {
        await using var bench = await BenchAsync();

        var added = await bench.Store.AddAsync(Arrivals, () => [Row("a", "1", 1, 1, Mark("record:X:1")), Row("a", "2", 1, 1, Mark("record:X:2"))]);

        added.Should().BeEquivalentTo("a");
        (await bench.RowsAsync()).Select(row => row.Body).Should().Equal("1");
        (await bench.MarkedAsync()).Should().Equal("record:X:1");
    }

    [Fact]
    public async Task Marks_that_say_the_same_are_made_once_and_others_each()
    {
        await using var bench = await BenchAsync();

        await bench.Store.AddAsync(Arrivals, () =>
        [
            Row("c", "1", 1, 1, Mark("record:X:1", fields: ["Name"], cause: new Cause("webhook", "third"))),
            Row("b", "1", 1, 1, Mark("record:X:1", fields: ["Name"], cause: new Cause("webhook", "second"))),
            Row("d", "1", 1, 1, Mark("record:X:1", fields: ["Mail"])),
            Row("e", "1", 1, 1, Mark("record:X:1", TimeSpan.Zero, ["Name"])),
            Row("f", "1", 1, 1, Mark("record:X:1", fields: ["Name"], cause: new Cause("user", "u"))),
            Row("g", "1", 1, 1, Mark("record:X:1")),
            Row("h", "1", 1, 1, Mark("record:X:1")),
        ]);

        (await bench.MarksAsync()).Select(mark => string.Join('|', mark.Split('|')[2..5])).Should().BeEquivalentTo(
            "webhook:second|Name|", "webhook:w|Mail|", "webhook:w|Name|0", "user:u|Name|", "webhook:w||");
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(5000, true)]
    public async Task Mark_for_later_has_its_time(int delay, bool waits)
    {
        await using var bench = await BenchAsync();

        await bench.Store.AddAsync(Arrivals, () => [Row("a", "1", 1, 1, Mark("record:X:1", TimeSpan.FromMilliseconds(delay)))]);

        var at = (await bench.RowsAsync())[0].CameAt;
        (await bench.MarksAsync()).Should().Equal($"record:X:1|{(int)Lane.Payments}|webhook:w||{delay}|{at}|{(waits ? at + delay : 0)}");
    }

    [Fact]
    public async Task Clock_that_tests_set_forward_counts()
    {
        await using var bench = await BenchAsync();
        bench.Site.Options.ClockOffset = TimeSpan.FromDays(3);
        var now = await bench.NowAsync();

        await bench.Store.AddAsync(Arrivals, () => [Row("a", "1", 1, 1)]);

        (await bench.RowsAsync())[0].CameAt.Should().BeInRange(now, now + 60_000);
    }

    [Fact]
    public async Task Thousands_at_once()
    {
        await using var bench = await BenchAsync();

        var added = await bench.Store.AddAsync(Arrivals, () => [.. Enumerable.Range(0, 5_003).Select(number => Row($"{number:0000}", "x", number, number, Mark($"record:X:{number:0000}")))]);

        added.Should().HaveCount(5_003);
        (await bench.RowsAsync()).Select(row => row.Kind).Should().Equal(Enumerable.Range(0, 5_003));
        (await bench.MarkedAsync()).Should().HaveCount(5_003);
    }

    [Fact]
    public async Task Nothing_is_nothing()
    {
        await using var bench = await BenchAsync();

        (await bench.Store.AddAsync(Arrivals, () => [])).Should().BeEmpty();
    }

    [Fact]
    public async Task Rows_that_the_database_refuses_leave_nothing()
    {
        await using var bench = await BenchAsync();
        var add = () => bench.Store.AddAsync(Arrivals, () => [Row("a", "1", 1, 1, Mark("record:X:1")), Row("b", "1", -1, 1, Mark("record:X:2"))]);

        await add.Should().ThrowAsync<System.Data.Common.DbException>();

        (await bench.RowsAsync()).Should().BeEmpty();
        (await bench.MarksAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Writers_side_by_side_with_the_same_rows_add_each_once()
    {
        await using var bench = await BenchAsync();

        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(writer => Task.Run(async () =>
        {
            var mine = new List<string>();
            for (var round = 0; round < 40; round++)
            {
                // Given in opposite orders: none waits for another in a circle.
                var rows = Enumerable.Range(round * 5, 5).Select(number => Row($"{number:000}", "x", 1, writer, Mark($"record:X:{number:000}"))).ToList();
                mine.AddRange(await bench.Store.AddAsync(Arrivals, () => writer % 2 == 0 ? rows : [.. rows.AsEnumerable().Reverse()]));
            }

            return mine;
        })));

        added.SelectMany(mine => mine).Should().BeEquivalentTo(Enumerable.Range(0, 200).Select(number => $"{number:000}"));
        (await bench.MarkedAsync()).Should().Equal(Enumerable.Range(0, 200).Select(number => $"record:X:{number:000}"));
    }

    [Fact]
    public async Task Table_or_row_that_does_not_fit_is_refused()
    {
        await using var bench = await BenchAsync();
        var noKey = () => bench.Store.AddAsync(new NewRows("arrival", [new("kind", "integer")]), () => []);
        var oddType = () => bench.Store.AddAsync(new NewRows("arrival", [new("id"), new("body", "jsonb")]), () => []);
        var tooFew = () => bench.Store.AddAsync(Arrivals, () => [new NewRow(["a"])]);

        (await noKey.Should().ThrowAsync<ArgumentException>()).WithMessage("*the first column is the key*");
        (await oddType.Should().ThrowAsync<ArgumentException>()).WithMessage("arrival.body has the type jsonb*");
        (await tooFew.Should().ThrowAsync<ArgumentException>()).WithMessage("A row of arrival has 4 values*this one has 1*");
    }

    private protected static NewRow Row(string id, string? body, int kind, long? sentAt, MarkRequest? mark = null) => new([id, body, kind, sentAt], mark);

    private protected static MarkRequest Mark(string key, TimeSpan? delay = null, string[]? fields = null, Cause? cause = null) =>
        new(WorkKey.Parse(key), Lane.Payments, cause ?? new Cause("webhook", "w"), fields) { Delay = delay };

    private protected async Task<Bench> BenchAsync()
    {
        var database = await TestDatabase.CreateAsync(engine);
        var bench = new Bench(database, await TestSite.CreateAsync(database));
        await bench.Store.WriteAsync((transaction, token) => transaction.ExecuteAsync(
            "CREATE TABLE arrival (id text NOT NULL PRIMARY KEY, body text NULL, kind integer NOT NULL CHECK (kind >= 0), sent_at bigint NULL, came_at bigint NOT NULL, ended_at bigint NULL)", token));
        return bench;
    }

    private protected sealed record Arrival(string Id, string? Body, int Kind, long? SentAt, long CameAt, long? EndedAt);

    private protected sealed class Bench(TestDatabase database, TestSite site) : IAsyncDisposable
    {
        public TestSite Site => site;

        public ISyncStore Store { get; } = site.Services.GetRequiredService<ISyncStore>();

        public Task<long> NowAsync() => Store.ReadAsync((reading, _) => Task.FromResult(reading.Now.ToUnixTimeMilliseconds()));

        public Task<List<Arrival>> RowsAsync() => Store.ReadAsync((reading, token) => reading.QueryAsync(
            "SELECT id, body, kind, sent_at, came_at, ended_at FROM arrival ORDER BY id",
            row => new Arrival(row.GetString(0), row.TextOrNull(1), row.GetInt32(2), row.IsDBNull(3) ? null : row.GetInt64(3), row.GetInt64(4), row.IsDBNull(5) ? null : row.GetInt64(5)), token));

        public Task<List<string>> MarksAsync() => Store.ReadAsync((reading, token) => reading.QueryAsync(
            "SELECT key, lane, cause, fields, delay_ms, marked_at, not_before FROM sync_mark ORDER BY key", row => string.Join('|', Enumerable.Range(0, 7).Select(column => row.GetValue(column).ToString())), token));

        /// <summary>How many statements the session has prepared, on PostgreSQL.</summary>
        public Task<int> PreparedAsync() => Store.ReadAsync(async (reading, token) =>
            (await reading.QueryAsync("SELECT name FROM pg_prepared_statements", row => row.GetString(0), token)).Count);

        public async Task<List<string>> MarkedAsync() => [.. (await MarksAsync()).Select(mark => mark.Split('|')[0])];

        public async ValueTask DisposeAsync()
        {
            await site.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}

public sealed class SqliteNewRowsTests() : NewRowsCompliance(Engine.Sqlite);

public sealed class PostgreSqlNewRowsTests() : NewRowsCompliance(Engine.PostgreSql)
{
    // What a pooler between the site and the database does: the next statement meets a session that has not seen the prepared one.
    [Fact]
    public async Task Session_that_forgot_the_prepared_statement_costs_nothing()
    {
        await using var bench = await BenchAsync();
        await bench.Store.AddAsync(Arrivals, () => [Row("a", "1", 1, 1, Mark("record:X:1"))]);
        (await bench.PreparedAsync()).Should().Be(1, "the session is the one that the next row comes by");
        await bench.Store.WriteAsync((transaction, token) => transaction.ExecuteAsync("DEALLOCATE ALL", token), TestContext.Current.CancellationToken);

        var added = await bench.Store.AddAsync(Arrivals, () => [Row("a", "1", 1, 1, Mark("record:X:2")), Row("b", "1", 1, 1, Mark("record:X:3"))]);
        await bench.Store.AddAsync(Arrivals, () => [Row("c", "1", 1, 1)]);

        added.Should().BeEquivalentTo("b");
        (await bench.RowsAsync()).Select(row => row.Id).Should().Equal("a", "b", "c");
        (await bench.MarkedAsync()).Should().Equal("record:X:1", "record:X:3");
        (await bench.PreparedAsync()).Should().Be(0);
    }
}
