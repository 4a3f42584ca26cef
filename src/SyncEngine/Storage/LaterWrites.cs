namespace SyncEngine.Storage;

/// <summary>Rows that are written when the transaction's work is done, each kind by one statement for hundreds: a batch of records costs a handful of statements instead of some for each.</summary>
internal sealed class LaterWrites
{
    private const int RowsAtOnce = 500;

    private readonly Dictionary<LaterWrite, List<object?[]>> _rows = [];

    public void Add(LaterWrite write, params object?[] row)
    {
        if (!_rows.TryGetValue(write, out var rows))
            _rows[write] = rows = [];
        rows.Add(row);
    }

    public async Task WriteAsync(StoreTransaction store, CancellationToken cancellationToken)
    {
        foreach (var (write, rows) in _rows.OrderBy(pair => pair.Key.Order))
        {
            // One statement must not touch a row twice: the last word counts.
            IEnumerable<object?[]> distinct = write.KeyColumns == 0 ? rows : rows.GroupBy(row => string.Join('\n', row.Take(write.KeyColumns))).Select(same => same.Last());
            foreach (var chunk in distinct.Chunk(RowsAtOnce))
            {
                await using var command = store.Command("");
                command.CommandText = write.Sql(store.RowsFrom(command, chunk, write.Types));
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }

        _rows.Clear();
    }
}
