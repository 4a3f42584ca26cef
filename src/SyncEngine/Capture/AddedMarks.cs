using System.Data.Common;
using System.Globalization;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using SyncEngine.Storage;

namespace SyncEngine.Capture;

/// <summary>
/// The marks of one save and their way into its transaction. Mostly they are rows that the save itself inserts. Where the database is in the process, a
/// statement of our own, just before the save's own transaction commits, does the same for less.
/// </summary>
internal sealed class AddedMarks
{
    private const int RowsAtOnce = 100;

    private static readonly string[][] Names = [.. Enumerable.Range(0, RowsAtOnce).Select(string[] (row) =>
        [.. new[] { "@id", "@key", "@lane", "@cause", "@fields" }.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name}{row}"))])];

    private static readonly Lazy<string>[] Statements = [.. Enumerable.Range(1, RowsAtOnce).Select(rows => new Lazy<string>(() =>
        $"INSERT INTO sync_mark (id, key, lane, cause, fields) VALUES {string.Join(", ", Names.Take(rows).Select(names => $"({string.Join(", ", names)})"))}"))];

    private readonly DbContext _context;
    private readonly IRelationalConnection _connection;
    private readonly List<SyncMark> _marks;
    private readonly AutoTransactionBehavior _usual;
    private readonly bool _areTracked;
    private bool _areWritten;

    public AddedMarks(DbContext context, List<SyncMark> marks)
    {
        _context = context;
        _marks = marks;
        _usual = context.Database.AutoTransactionBehavior;
        _connection = context.GetService<IRelationalConnection>();
        _areTracked = !SavesInTransactionOfItsOwn();
        if (_areTracked)
            context.AddRange(marks);
        else
            context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
    }

    /// <summary>The statement's turn is now: the save's own transaction is about to commit. A strategy that repeats the save comes here each time.</summary>
    public void Write(DbTransaction transaction)
    {
        if (_areTracked)
            return;

        foreach (var command in Commands(transaction.Connection!, transaction))
        {
            using (command)
                command.ExecuteNonQuery();
        }

        _areWritten = true;
    }

    /// <inheritdoc cref="Write(DbTransaction)"/>
    public async Task WriteAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (_areTracked)
            return;

        foreach (var command in Commands(transaction.Connection!, transaction))
        {
            await using (command)
                await command.ExecuteNonQueryAsync(cancellationToken);
        }

        _areWritten = true;
    }

    /// <summary>The save is done. Another interceptor of the site's may have begun a transaction after us, which commits later: they go along with it.</summary>
    public void Complete()
    {
        if (_areTracked || _areWritten)
            return;

        _connection.Open();
        try
        {
            foreach (var command in Commands(_connection.DbConnection, _connection.CurrentTransaction?.GetDbTransaction()))
            {
                using (command)
                    command.ExecuteNonQuery();
            }
        }
        finally
        {
            _connection.Close();
        }
    }

    /// <summary>Leaves the context as it was before the save.</summary>
    public void Release()
    {
        _context.Database.AutoTransactionBehavior = _usual;
        if (!_areTracked)
            return;

        // Asked for anew: the site may have cleared the tracker meanwhile, and detaching an entry from before that would miscount its changes.
        foreach (var mark in _marks)
            _context.Entry(mark).State = EntityState.Detached;
    }

    // One that the site began is not ours to count on: a raw commit of it passes every hook. Elsewhere another statement is another round trip.
    private bool SavesInTransactionOfItsOwn() =>
        Dialects.For(_context).HasOneWriter
        && _usual != AutoTransactionBehavior.Never
        && _connection.CurrentTransaction is null
        && (_connection as ITransactionEnlistmentManager)?.EnlistedTransaction is null
        && Transaction.Current is null;

    private IEnumerable<DbCommand> Commands(DbConnection connection, DbTransaction? transaction)
    {
        foreach (var rows in _marks.Chunk(RowsAtOnce))
        {
            var command = connection.CreateCommand();
            command.Transaction = transaction;
            if (_connection.CommandTimeout is { } timeout)
                command.CommandTimeout = timeout;
            for (var row = 0; row < rows.Length; row++)
            {
                var (mark, names) = (rows[row], Names[row]);
                command.Add(names[0], mark.Id);
                command.Add(names[1], mark.Key);
                command.Add(names[2], mark.Lane);
                command.Add(names[3], mark.Cause);
                command.Add(names[4], mark.Fields);
            }

            command.CommandText = Statements[rows.Length - 1].Value;
            yield return command;
        }
    }
}
