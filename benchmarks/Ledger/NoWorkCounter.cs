namespace Benchmarks.Ledger;

/// <summary>Counts completed keys and tells when all of them are.</summary>
internal sealed class NoWorkCounter(int expected)
{
    public const int BatchSize = 500;

    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _done;

    public Task All => _all.Task;

    public void Add(int keys)
    {
        if (Interlocked.Add(ref _done, keys) >= expected)
            _all.TrySetResult();
    }
}
