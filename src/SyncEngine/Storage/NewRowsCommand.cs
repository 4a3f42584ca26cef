using System.Data.Common;
using System.Globalization;
using SyncEngine.Model;

namespace SyncEngine.Storage;

/// <summary>Adds rows that are not there yet, and the marks of those that were new: in one statement where the database can, else in two of one transaction.</summary>
internal sealed class NewRowsCommand
{
    private const int RowsAtOnce = 500;
    private const string UnknownStatement = "26000";
    private const string DuplicateStatement = "42P05";

    private readonly NewRows _target;
    private readonly NewRowColumn[] _given;
    private readonly string _key;
    private readonly string _insert;
    private volatile bool _prepares = true;

    public NewRowsCommand(NewRows target)
    {
        if (target.Columns is not [{ Type: "text", Expression: null }, ..])
            throw new ArgumentException($"{target.Table}: the first column is the key, of type text and without an expression.", nameof(target));
        if (target.Columns.FirstOrDefault(column => column.Type is not ("text" or "integer" or "bigint")) is { } odd)
            throw new ArgumentException($"{target.Table}.{odd.Name} has the type {odd.Type}; rows are added with text, integer and bigint.", nameof(target));

        _target = target;
        _given = [.. target.Columns.Where(column => column.Expression is null)];
        _key = target.Columns[0].Name;

        // WHERE, so that ON CONFLICT is not taken for a join's ON.
        _insert =
            $"""
            INSERT INTO {target.Table} ({string.Join(", ", target.Columns.Select(column => column.Name))})
            SELECT {string.Join(", ", target.Columns.Select(column => column.Expression ?? column.Name))} FROM given WHERE true
            ON CONFLICT ({_key}) DO NOTHING RETURNING {_key}
            """;
    }

    /// <summary>In an open transaction, with as many parameters as there are values.</summary>
    /// <returns>The keys of the rows that were new.</returns>
    public async Task<HashSet<string>> AddAsync(StoreTransaction store, IReadOnlyList<NewRow> rows, CancellationToken cancellationToken)
    {
        rows = InOrder(rows);
        var added = new HashSet<string>();

        // Not as one parameter of JSON: a row of several KB would be parsed once for each of its columns.
        foreach (var chunk in rows.Chunk(RowsAtOnce))
        {
            await using var command = store.Command("", ("@now", store.Now.ToUnixTimeMilliseconds()));
            var values = chunk.Select((row, number) => $"({string.Join(", ", row.Values.Select((value, column) => Parameter(command, $"@r{number}c{column}", value)))}, @now)");
            command.CommandText = $"WITH given ({string.Join(", ", _given.Select(column => column.Name))}, now) AS (VALUES {string.Join(", ", values)})\n{_insert}";
            added.UnionWith(await command.ReadAllAsync(reader => reader.GetString(0), cancellationToken));
        }

        await store.MarkAsync([.. MarksOf(rows).Where(mark => added.Contains(mark.Row)).Select(mark => mark.Mark).DistinctBy(mark => (mark.Key, mark.Lane, mark.FieldList, mark.Delay, mark.Cause.Origin))], cancellationToken);
        return added;
    }

    /// <summary>In a statement that is its own transaction, with one array of values for each column.</summary>
    /// <returns>The keys of the rows that were new.</returns>
    public async Task<HashSet<string>> AddAsync(
        DbConnection connection, IDialect dialect, IReadOnlyList<NewRow> given, DateTimeOffset about, TimeSpan clockOffset, CancellationToken cancellationToken)
    {
        var rows = InOrder(given);
        await using var command = Statement(connection, dialect, rows, about, clockOffset);
        if (!_prepares)
            return await KeysAsync(command, cancellationToken);

        try
        {
            // Planning costs as much as the rows of a small batch.
            await command.PrepareAsync(cancellationToken);
            return await KeysAsync(command, cancellationToken);
        }
        catch (DbException exception) when (exception.SqlState is UnknownStatement or DuplicateStatement)
        {
            // A pooler in between gives each transaction another session, and knows nothing of prepared statements. Nothing has run.
            _prepares = false;
            await using var unprepared = Statement(connection, dialect, rows, about, clockOffset);
            return await KeysAsync(unprepared, cancellationToken);
        }
    }

    private static async Task<HashSet<string>> KeysAsync(DbCommand command, CancellationToken cancellationToken) =>
        [.. await command.ReadAllAsync(reader => reader.GetString(0), cancellationToken)];

    private DbCommand Statement(DbConnection connection, IDialect dialect, List<NewRow> rows, DateTimeOffset about, TimeSpan clockOffset)
    {
        var marks = MarksOf(rows).ToList();
        var command = connection.CreateCommand();
        command.Add("@offset", (long)clockOffset.TotalMilliseconds);
        for (var column = 0; column < _given.Length; column++)
            command.Add(string.Create(CultureInfo.InvariantCulture, $"@c{column}"), ArrayOf(_given[column], rows, column));
        command.Add("@row", marks.Select(mark => mark.Row).ToArray());
        command.Add("@id", marks.Select(_ => Guid.CreateVersion7(about)).ToArray());
        command.Add("@key", marks.Select(mark => mark.Mark.Key.ToString()).ToArray());
        command.Add("@lane", marks.Select(mark => (int)mark.Mark.Lane).ToArray());
        command.Add("@cause", marks.Select(mark => mark.Mark.Cause.ToString()).ToArray());
        command.Add("@fields", marks.Select(mark => mark.Mark.FieldList).ToArray());
        command.Add("@delay", marks.Select(mark => (long?)mark.Mark.Delay?.TotalMilliseconds).ToArray());
        command.CommandText =
            $"""
            WITH clock AS MATERIALIZED (SELECT {dialect.Now} + @offset AS now),
            given AS (
                SELECT new.*, (SELECT now FROM clock) AS now
                FROM unnest({string.Join(", ", _given.Select((_, column) => $"@c{column}"))}) AS new({string.Join(", ", _given.Select(column => column.Name))})),
            added AS ({_insert}),
            marked AS (
                INSERT INTO sync_mark (id, key, lane, cause, fields, delay_ms, marked_at, not_before)
                SELECT DISTINCT ON (mark.key, lane, fields, delay_ms, split_part(cause, ':', 1)) mark.id, mark.key, lane, cause, fields, delay_ms, now, CASE WHEN delay_ms > 0 THEN now + delay_ms ELSE 0 END
                FROM unnest(@row, @id, @key, @lane, @cause, @fields, @delay) AS mark(row, id, key, lane, cause, fields, delay_ms) CROSS JOIN clock
                WHERE row IN (SELECT {_key} FROM added) ORDER BY mark.key, lane, fields, delay_ms, split_part(cause, ':', 1), row COLLATE "C")
            SELECT {_key} FROM added
            """;
        return command;
    }

    private static IEnumerable<(string Row, MarkRequest Mark)> MarksOf(IEnumerable<NewRow> rows) =>
        rows.Where(row => row.Mark is not null).Select(row => ((string)row.Values[0]!, row.Mark!));

    // Each row once, the first that was given. One order everywhere: two writers with the same rows wait for each other, and not in a circle.
    private List<NewRow> InOrder(IReadOnlyList<NewRow> rows)
    {
        if (rows.FirstOrDefault(row => row.Values.Count != _given.Length || row.Values[0] is not string) is { } odd)
            throw new ArgumentException($"A row of {_target.Table} has {_given.Length} values, the first of them its key; this one has {odd.Values.Count}, the first {(odd.Values is [{ } first, ..] ? first : "null")}.");

        return [.. rows.DistinctBy(row => (string)row.Values[0]!).OrderBy(row => (string)row.Values[0]!, StringComparer.Ordinal)];
    }

    private static string Parameter(DbCommand command, string name, object? value)
    {
        command.Add(name, value);
        return name;
    }

    private static Array ArrayOf(NewRowColumn column, IReadOnlyList<NewRow> rows, int place) => column.Type switch
    {
        "text" => rows.Select(row => (string?)row.Values[place]).ToArray(),
        "integer" => rows.Select(row => (int?)row.Values[place]).ToArray(),
        _ => rows.Select(row => (long?)row.Values[place]).ToArray(),
    };
}
