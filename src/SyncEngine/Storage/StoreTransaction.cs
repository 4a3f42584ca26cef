using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SyncEngine.Model;

namespace SyncEngine.Storage;

/// <summary>An open connection with its transaction, if any, its dialect and the database's time.</summary>
internal sealed class StoreTransaction : IStoreTransaction
{
    private const int RowsAtOnce = 500;

    private readonly DbTransaction? _transaction;

    private StoreTransaction(IDialect dialect, DbConnection connection, DbTransaction? transaction)
    {
        Dialect = dialect;
        Connection = connection;
        _transaction = transaction;
    }

    public bool IsReading => _transaction is null;

    public IDialect Dialect { get; }

    public DbConnection Connection { get; }

    public DbTransaction Transaction => _transaction ?? throw new InvalidOperationException("This connection was opened for reading.");

    public DateTimeOffset Now { get; private set; }

    /// <summary>Since when the keys waited that are completed in this transaction: the journal tells how long each took.</summary>
    public Dictionary<WorkKey, DateTimeOffset> MarkedSince { get; } = [];

    /// <summary>What is written when the work is done, before it commits.</summary>
    public LaterWrites Later { get; } = new();

    /// <summary>The site's context on this connection.</summary>
    public DbContext? Site { get; set; }

    /// <summary>True when the site has worked with its context.</summary>
    public bool HasJoinedSite { get; private set; }

    /// <summary>True when there is something for the worker to look at once this commits.</summary>
    public bool HasMarked { get; private set; }

    /// <summary>True when some of it is due at once.</summary>
    public bool IsUrgent { get; private set; }

    /// <summary>True when rows of the ledger were made due: the worker's loops are woken when this commits.</summary>
    public bool HasMadeDue { get; set; }

    public static async Task<StoreTransaction> StartAsync(
        IDialect dialect, DbConnection connection, DbTransaction? transaction, TimeSpan clockOffset, CancellationToken cancellationToken)
    {
        var store = new StoreTransaction(dialect, connection, transaction);
        await using var command = store.Command($"SELECT {dialect.Now}");
        var now = Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        store.Now = DateTimeOffset.FromUnixTimeMilliseconds(now) + clockOffset;
        return store;
    }

    public async Task MarkAsync(IReadOnlyCollection<MarkRequest> marks, CancellationToken cancellationToken = default)
    {
        HasMarked |= marks.Count > 0;
        IsUrgent |= marks.Any(mark => mark.Delay == TimeSpan.Zero);
        foreach (var chunk in marks.Chunk(RowsAtOnce))
        {
            await using var command = this.Command("");
            var rows = chunk.Select(object?[] (mark) =>
            [
                Guid.CreateVersion7(Now), mark.Key.ToString(), (int)mark.Lane, mark.Cause.ToString(),
                mark.FieldList, (long?)mark.Delay?.TotalMilliseconds,
                Now.ToUnixTimeMilliseconds(),
                mark.Delay is { } wait && wait > TimeSpan.Zero ? (Now + wait).ToUnixTimeMilliseconds() : 0L,
            ]).ToList();
            command.CommandText =
                $"""
                INSERT INTO sync_mark (id, key, lane, cause, fields, delay_ms, marked_at, not_before)
                {this.RowsFrom(command, rows, "uuid", "text", "integer", "text", "text", "bigint", "bigint", "bigint")}
                """;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public Task ChangeSiteAsync(Func<DbContext, CancellationToken, Task> change, CancellationToken cancellationToken = default)
    {
        if (IsReading)
            throw new InvalidOperationException("This connection was opened for reading.");

        return JoinAsync<object?>(async (site, token) =>
        {
            await change(site, token);
            await site.SaveChangesAsync(token);
            HasMarked = true;
            return null;
        }, cancellationToken);
    }

    public Task<TResult> ReadSiteAsync<TResult>(Func<DbContext, CancellationToken, Task<TResult>> read, CancellationToken cancellationToken = default) =>
        JoinAsync(read, cancellationToken);

    private async Task<TResult> JoinAsync<TResult>(Func<DbContext, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        // A retrying strategy takes no transaction that was there before it; inside it one may join.
        HasJoinedSite = true;
        var site = Site!;
        return await site.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            if (_transaction is not null)
                await site.Database.UseTransactionAsync(_transaction, cancellationToken);
            try
            {
                return await work(site, cancellationToken);
            }
            finally
            {
                if (_transaction is not null)
                    await site.Database.UseTransactionAsync(null, cancellationToken);
                site.ChangeTracker.Clear();
            }
        });
    }
}
