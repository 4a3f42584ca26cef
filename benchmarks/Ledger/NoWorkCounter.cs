namespace Benchmarks.Ledger;

/// <summary>Counts completed keys and tells when as many are as were awaited.</summary>
internal sealed class NoWorkCounter
{
    public const int BatchSize = 500;

    private readonly Lock _lock = new();
    private TaskCompletionSource _all = new();
    private int _left;

    /// <summary>Completes when so many more keys are.</summary>
    public Task Await(int keys)
    {
        lock (_lock)
        {
            _left = keys;
            _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _all.Task;
        }
    }

    public void Add(int keys)
    {
        lock (_lock)
        {
            _left -= keys;
            if (_left <= 0)
                _all.TrySetResult();
        }
    }
}
