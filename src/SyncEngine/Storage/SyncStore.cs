using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SyncEngine.Ledger;

namespace SyncEngine.Storage;

/// <summary>The store on a site's context. On SQLite the engine's writers queue here, in the process, instead of in the database's busy handler.</summary>
internal sealed class SyncStore<TContext>(IServiceScopeFactory scopes, TimeProvider time, IOptions<SyncEngineOptions> options, WakeUp wakeUp, SaveTraffic saves) : ISyncStore, IDisposable
    where TContext : DbContext
{
    private const string Deadlock = "40P01";
    private const string SerializationFailure = "40001";
    private const int MaxDeadlocks = 4;

    private readonly ContextPool<TContext> _contexts = new(scopes, time);
    private readonly SemaphoreSlim _writer = new(1, 1);

    // The one writer's context is always the same: what its connection has read stays known to it until somebody else writes.
    private readonly ContextPool<TContext> _writing = new(scopes, time);
    private readonly ConditionalWeakTable<NewRows, NewRowsCommand> _adding = [];
    private IDialect? _dialect;

    public async Task WriteAsync(Func<IStoreTransaction, CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        await AgainAfterDeadlockAsync(() => WriteOnceAsync(work, cancellationToken));
    }

    public async Task<IReadOnlySet<string>> AddAsync(NewRows target, Func<IReadOnlyList<NewRow>> rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(rows);
        var command = _adding.GetValue(target, static target => new NewRowsCommand(target));
        IReadOnlySet<string> added = new HashSet<string>();
        if ((await DialectAsync()).AddsInOneStatement)
            await AgainAfterDeadlockAsync(async () => added = await AddOnceAsync(command, rows, cancellationToken));
        else
            await WriteAsync(async (transaction, token) => added = await command.AddAsync((StoreTransaction)transaction, rows(), token), cancellationToken);
        return added;
    }

    public async Task<TResult> ReadAsync<TResult>(Func<IStoreTransaction, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        await using var lease = _contexts.Rent();
        var context = lease.Context;
        var dialect = Dialect(context);
        var connection = await lease.OpenAsync(cancellationToken);
        var store = await StoreTransaction.StartAsync(dialect, connection, null, options.Value.ClockOffset, cancellationToken);
        store.Site = context;
        var result = await work(store, cancellationToken);
        if (!store.HasJoinedSite)
            await lease.ReturnAsync();
        return result;
    }

    public void Dispose()
    {
        _contexts.Dispose();
        _writing.Dispose();
        _writer.Dispose();
    }

    private static async Task AgainAfterDeadlockAsync(Func<Task> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await write();
                return;
            }
            catch (DbException exception) when (attempt < MaxDeadlocks && exception.SqlState is Deadlock or SerializationFailure)
            {
                // The database has undone it all and asks for it again.
            }
        }
    }

    private async Task<HashSet<string>> AddOnceAsync(NewRowsCommand command, Func<IReadOnlyList<NewRow>> rows, CancellationToken cancellationToken)
    {
        await using var lease = _contexts.Rent();
        var connection = await lease.OpenAsync(cancellationToken);
        var given = rows();
        var added = await command.AddAsync(connection, Dialect(lease.Context), given, time.GetUtcNow(), options.Value.ClockOffset, cancellationToken);
        await lease.ReturnAsync();
        if (given.Any(row => row.Mark?.Delay == TimeSpan.Zero))
            wakeUp.SignalMarks();
        else if (given.Any(row => row.Mark is not null))
            wakeUp.SignalSoon();
        return added;
    }

    private async Task WriteOnceAsync(Func<IStoreTransaction, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var dialect = await DialectAsync();
        if (dialect.HasOneWriter)
            await _writer.WaitAsync(cancellationToken);
        try
        {
            await using var lease = (dialect.HasOneWriter ? _writing : _contexts).Rent();
            var connection = await lease.OpenAsync(cancellationToken);
            if (dialect.HasOneWriter)
                await saves.StandAsideAsync(cancellationToken);
            StoreTransaction store;
            await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
            {
                store = await StoreTransaction.StartAsync(dialect, connection, transaction, options.Value.ClockOffset, cancellationToken);
                store.Site = lease.Context;
                await work(store, cancellationToken);
                await store.Later.WriteAsync(store, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            // Only now: a driver may use its transaction's object again, and disposing ours late would end the next one's.
            if (!store.HasJoinedSite)
                await lease.ReturnAsync();
            if (store.HasMadeDue)
                wakeUp.Signal();
            else if (store.IsUrgent)
                wakeUp.SignalMarks();
            else if (store.HasMarked)
                wakeUp.SignalSoon();
        }
        finally
        {
            if (dialect.HasOneWriter)
                _writer.Release();
        }
    }

    private async Task<IDialect> DialectAsync()
    {
        if (_dialect is { } known)
            return known;

        await using var lease = _contexts.Rent();
        var dialect = Dialect(lease.Context);
        await lease.ReturnAsync();
        return dialect;
    }

    private IDialect Dialect(TContext context) => _dialect ??= Dialects.For(context);
}
