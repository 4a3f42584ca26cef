using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SyncEngine.Storage;

/// <summary>
/// Lets the site's saves go first where there is one writer: a save that waits for the database's write lock polls for it, and a worker that takes it
/// again at once would win each time. The engine's writers stand aside while a save is waiting, but never for longer than <see cref="Patience"/>.
/// </summary>
internal sealed class SaveTraffic(TimeProvider time) : DbTransactionInterceptor
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<Guid, long> _waiting = [];
    private volatile TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until no save waits, or until patience is at its end.</summary>
    public async Task StandAsideAsync(CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (!_waiting.IsEmpty && time.GetElapsedTime(since) is var stood && stood < Patience)
        {
            var passed = _passed;
            if (_waiting.IsEmpty)
                return;

            try
            {
                await passed.Task.WaitAsync(Patience - stood, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // A save whose transaction never began tells nobody; it is forgotten here.
                foreach (var (save, at) in _waiting.Where(save => time.GetElapsedTime(save.Value) > TimeSpan.FromSeconds(10)))
                    _waiting.TryRemove(save, out _);
            }
        }
    }

    public override InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        Begins(eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        Begins(eventData);
        return ValueTask.FromResult(result);
    }

    public override DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        Began(eventData.TransactionId);
        return result;
    }

    public override ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        Began(eventData.TransactionId);
        return ValueTask.FromResult(result);
    }

    private void Begins(TransactionStartingEventData save)
    {
        if (Dialects.For(save.Context).HasOneWriter)
            _waiting[save.TransactionId] = time.GetTimestamp();
    }

    private void Began(Guid save)
    {
        if (_waiting.TryRemove(save, out _))
            Interlocked.Exchange(ref _passed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
