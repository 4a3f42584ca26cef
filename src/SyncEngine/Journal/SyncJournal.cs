using System.Collections.Concurrent;
using System.Globalization;
using Connector.Salesforce;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Journal;

internal sealed class SyncJournal(ISyncStore store, MappingCatalog catalog) : ISyncJournal
{
    // Transactions that began in a span have ended this long after it.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(DateTimeOffset From, TimeSpan Span), JournalCounts> _past = [];

    public Task<Page<JournalEntry>> SearchAsync(JournalQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.PageSize is < 1 or > 500)
            throw new ArgumentOutOfRangeException(nameof(query), query.PageSize, "A page of the journal has 1 to 500 rows.");

        return store.ReadAsync((reading, token) => SearchAsync(reading, query, token), cancellationToken);
    }

    public async Task<IReadOnlyList<JournalCounts>> CountAsync(DateTimeOffset from, TimeSpan span, int spans, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfNotEqual(spans is >= 1 and <= 400, true);
        var starts = Enumerable.Range(0, spans).Select(index => from + (span * index)).ToList();

        // What is past does not change: only what has not been counted yet is, and of that the latest span again and again.
        var first = starts.FindIndex(start => !_past.ContainsKey((start, span)));
        var counted = first < 0 ? [] : await store.ReadAsync((reading, token) => CountAsync(reading, starts[first], span, spans - first, token), cancellationToken);
        if (_past.Count > 5000)
            _past.Clear();
        foreach (var (counts, _) in counted.Where(entry => entry.IsPast))
            _past[(counts.From, span)] = counts;
        return [.. starts.Select((start, index) => first < 0 || index < first ? _past[(start, span)] : counted[index - first].Counts)];
    }

    private static async Task<List<(JournalCounts Counts, bool IsPast)>> CountAsync(IStoreTransaction reading, DateTimeOffset from, TimeSpan span, int spans, CancellationToken cancellationToken)
    {
        var bounds = JournalCounts.WaitBounds.Select(bound => (long)bound.TotalMilliseconds).Append(long.MaxValue).ToList();
        var waits = string.Join(", ", bounds.Select((bound, index) => string.Create(CultureInfo.InvariantCulture,
            $"sum(CASE WHEN waited_ms >= {(index == 0 ? 0 : bounds[index - 1])} AND waited_ms < {bound} THEN 1 ELSE 0 END)")));
        var rows = await reading.QueryAsync(
            $"""
            SELECT (at - @from) / @span, action, count(*), {waits} FROM sync_journal
            WHERE at >= @from AND at < @to GROUP BY (at - @from) / @span, action
            """,
            reader => (Span: reader.GetInt64(0), Action: (JournalAction)reader.GetInt32(1), Count: reader.GetInt64(2), Waits: bounds.Select((_, index) => reader.GetInt64(3 + index)).ToList()),
            cancellationToken, ("@from", from.ToUnixTimeMilliseconds()), ("@to", (from + (span * spans)).ToUnixTimeMilliseconds()), ("@span", (long)span.TotalMilliseconds));
        return [.. Enumerable.Range(0, spans).Select(index =>
        {
            var here = rows.Where(row => row.Span == index).ToList();
            var agreed = here.Where(row => row.Action is JournalAction.Created or JournalAction.Adopted or JournalAction.Updated or JournalAction.Applied or JournalAction.Unchanged).ToList();
            var counts = new JournalCounts(
                from + (span * index), agreed.Sum(row => row.Count),
                here.Where(row => row.Action is JournalAction.Failed or JournalAction.NeedsDecision).Sum(row => row.Count),
                here.Where(row => row.Action is JournalAction.Retrying or JournalAction.Waiting).Sum(row => row.Count),
                [.. bounds.Select((_, bound) => agreed.Sum(row => row.Waits[bound]))]);
            return (counts, counts.From + span < reading.Now - Settled);
        })];
    }

    private async Task<Page<JournalEntry>> SearchAsync(IStoreTransaction reading, JournalQuery query, CancellationToken cancellationToken)
    {
        var conditions = new List<string> { "1 = 1" };
        await using var command = reading.Command("");
        Where(query.Key, "key = @key", "@key", query.Key?.ToString());
        Where(query.Scope, "scope = @scope", "@scope", query.Scope);
        Where(query.Action, "action = @action", "@action", (int?)query.Action);
        Where(query.Field, "(fields LIKE @field ESCAPE '!')", "@field", $"%\"{Escape(query.Field)}\"%");
        // Ids rise with time, so a time is found once, by its index, and the rows are read in the order of their ids. A minute's grace for clocks that step.
        Where(query.From, "id >= (SELECT id FROM sync_journal WHERE at >= @from - 60000 ORDER BY at, id LIMIT 1) AND at + 0 >= @from", "@from", query.From?.ToUnixTimeMilliseconds());
        Where(query.To, "id <= (SELECT id FROM sync_journal WHERE at <= @to + 60000 ORDER BY at DESC, id DESC LIMIT 1) AND at + 0 <= @to", "@to", query.To?.ToUnixTimeMilliseconds());
        Where(query.After, "id < @after", "@after", long.TryParse(query.After, CultureInfo.InvariantCulture, out var after) ? after : 0L);
        if (query.Record is { Length: > 0 } record)
        {
            var keys = catalog.All.Where(mapping => mapping.Name.Length + record.Length + 8 <= WorkKey.MaxLength).Select(mapping => WorkKey.ForRecord(mapping.Name, record).ToString()).ToList();
            conditions.Add(keys.Count == 0 ? "remote_id = @remote" : $"(remote_id = @remote OR key IN {command.List("k", keys)})");
            command.Add("@remote", SalesforceId.TryParse(record, out var id) ? id.Value : record);
        }

        if (query.Cause is { } cause)
        {
            // The index is on the first letters: enough to tell the origins apart, and each of them in the order of ids.
            conditions.Add("substr(cause || ':', 1, 5) = @origin AND (cause = @cause OR cause LIKE @causes ESCAPE '!')");
            command.Add("@origin", (cause + ":")[..Math.Min(5, cause.Length + 1)]);
            command.Add("@cause", cause);
            command.Add("@causes", Escape(cause) + ":%");
        }

        command.CommandText =
            $"""
            SELECT id, at, key, action, cause, remote_id, fields, failure, note, CASE WHEN decision IS NULL THEN 0 ELSE 1 END FROM sync_journal
            WHERE {string.Join(" AND ", conditions)} ORDER BY id DESC LIMIT {query.PageSize + 1}
            """;
        var rows = await command.ReadAllAsync(
            reader => new JournalEntry(
                reader.GetInt64(0), reader.Time(1), WorkKey.Parse(reader.GetString(2)), (JournalAction)reader.GetInt32(3), Cause.Parse(reader.GetString(4)),
                reader.TextOrNull(5), JournalWriter.ReadFields(reader.TextOrNull(6)), StoredFailure.Read(reader.TextOrNull(7)), reader.TextOrNull(8))
            {
                HasDecision = reader.GetInt32(9) == 1,
            },
            cancellationToken);
        var page = rows.Take(query.PageSize).ToList();
        return new Page<JournalEntry>(page, rows.Count > query.PageSize ? page[^1].Id.ToString(CultureInfo.InvariantCulture) : null);

        void Where(object? asked, string condition, string name, object? value)
        {
            if (asked is null)
                return;

            conditions.Add(condition);
            command.Add(name, value);
        }
    }

    private static string Escape(string? text) => (text ?? "").Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);
}
