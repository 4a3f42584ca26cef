using Microsoft.Extensions.Logging;
using SyncEngine.Diagnostics;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Ledger;

/// <summary>Claimed keys in a reconciler's hands.</summary>
internal sealed class WorkBatch(
    IReadOnlyList<WorkItem> items, ISyncStore store, Completer completer, ISyncAlerts alerts, ILogger logger) : IWorkBatch
{
    // Null until a part of the batch is completed: most are completed as a whole.
    private HashSet<WorkKey>? _open;
    private bool _isCompleted;

    public IReadOnlyList<WorkItem> Items { get; } = items;

    public IReadOnlyList<WorkItem> Open => _isCompleted ? [] : _open is { } open ? [.. Items.Where(item => open.Contains(item.Key))] : Items;

    /// <summary>Keys completed with an answer of whoever they are reconciled with.</summary>
    public int Reached { get; private set; }

    /// <summary>Keys completed without one: it was away, or had no capacity left.</summary>
    public int Missed { get; private set; }

    public async Task<IReadOnlyList<bool>> CompleteAsync(IReadOnlyList<Completion> completions, CancellationToken cancellationToken)
    {
        if (completions.Count == 0)
            return [];

        IReadOnlyList<bool> taken = [];
        var paused = new List<ScopePause>();
        var at = DateTimeOffset.MinValue;
        using (SyncTelemetry.Step("complete", completions.Count))
        {
            for (var isDone = false; !isDone;)
            {
                try
                {
                    await store.WriteAsync(async (transaction, token) =>
                    {
                        paused.Clear();
                        at = transaction.Now;
                        taken = await completer.CompleteAsync(transaction, completions, paused, token);
                    }, cancellationToken);
                    isDone = true;
                }
                catch (MarkedMeanwhileException)
                {
                    // The mark is there now: the next try sees it and leaves that key.
                }
            }
        }

        Close(completions);
        foreach (var completion in completions)
        {
            SyncTelemetry.Completed(completion, at);
            if (completion.Outcome is Outcome.Failed { Failure.Class: FailureClass.Transient or FailureClass.Throttled })
                Missed++;
            else if (completion.Outcome is not Outcome.Waiting)
                Reached++;
            if (completion.Outcome is Outcome.Failed { Failure: var failure })
                logger.KeyFailed(completion.Item.Key.Scope, completion.Item.Attempt, failure.Class, failure.Reason);
        }

        foreach (var pause in paused)
            await alerts.PausedAsync(pause, cancellationToken);

        return taken;
    }

    private void Close(IReadOnlyList<Completion> completions)
    {
        if (_isCompleted)
            return;
        if (_open is null && completions.Count == Items.Count && completions.Select(completion => completion.Item).SequenceEqual(Items, ReferenceEqualityComparer.Instance))
        {
            _isCompleted = true;
            return;
        }

        _open ??= [.. Items.Select(item => item.Key)];
        foreach (var completion in completions)
            _open.Remove(completion.Item.Key);
        _isCompleted = _open.Count == 0;
    }
}
