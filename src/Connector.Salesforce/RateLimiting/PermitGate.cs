namespace Connector.Salesforce.RateLimiting;

/// <summary>
/// Lets calls through: at most so many at once, higher priorities first, and none but high ones into the reserve of the daily budget.
/// Its own, because System.Threading.RateLimiting takes no <see cref="TimeProvider"/> and knows no priorities.
/// </summary>
internal sealed class PermitGate(int permits, double reserve, TimeProvider time)
{
    /// <summary>Usage is only learnt from answers: with the budget used up, one call in this time goes to see whether some has returned.</summary>
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromMinutes(1);

    /// <summary>How long calls below high priority hold back while the org's short burst window is nearly full.</summary>
    public static readonly TimeSpan BurstPause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource>[] _waiting = [new(), new(), new()];
    private int _free = permits;
    private DateTimeOffset _lastProbe;

    public ApiUsage? Usage { get; private set; }

    /// <summary>Takes what an answer tells of the org's usage.</summary>
    public ApiUsage? Observe(string? header)
    {
        if (ApiUsage.Parse(header, time.GetUtcNow()) is not { } usage)
            return null;

        lock (_lock)
            Usage = usage;
        return usage;
    }

    /// <summary>Waits for a turn.</summary>
    /// <exception cref="SalesforceLimitException">What is left of the daily budget is kept for higher priorities.</exception>
    public async ValueTask<Permit> EnterAsync(CallPriority priority, CancellationToken cancellationToken)
    {
        if (CheckBudget(priority))
            await Task.Delay(BurstPause, time, cancellationToken);

        LinkedListNode<TaskCompletionSource> turn;
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return new Permit(this);
            }

            turn = _waiting[(int)priority].AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        try
        {
            await turn.Value.Task.WaitAsync(cancellationToken);
            return new Permit(this);
        }
        catch (OperationCanceledException)
        {
            Leave(turn);
            throw;
        }
    }

    // True when the call should hold back for a moment.
    private bool CheckBudget(CallPriority priority)
    {
        lock (_lock)
        {
            if (priority == CallPriority.High || Usage is not { } usage)
                return false;

            var now = time.GetUtcNow();
            if (usage.Remaining > usage.Max * reserve)
                return usage.BurstMax is { } most && usage.BurstUsed >= most * 0.9 && now - usage.At < BurstPause;

            var due = (usage.At > _lastProbe ? usage.At : _lastProbe) + ProbeInterval;
            if (now >= due)
            {
                _lastProbe = now;
                return false;
            }

            throw new SalesforceLimitException(
                $"Of the org's {usage.Max} API calls in 24 hours {usage.Used} are used; the rest is kept for calls of high priority.", isDaily: true)
            { RetryAfter = due - now };
        }
    }

    // A turn that was given at the very moment of the cancellation is passed on.
    private void Leave(LinkedListNode<TaskCompletionSource> turn)
    {
        lock (_lock)
        {
            if (turn.List is { } list)
                list.Remove(turn);
            else
                Release();
        }
    }

    private void Release()
    {
        lock (_lock)
        {
            for (var priority = _waiting.Length - 1; priority >= 0; priority--)
            {
                if (_waiting[priority].First is not { } next)
                    continue;

                _waiting[priority].RemoveFirst();
                next.Value.SetResult();
                return;
            }

            _free++;
        }
    }

    /// <summary>One call's turn; given back when it ends.</summary>
    internal readonly struct Permit(PermitGate gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
