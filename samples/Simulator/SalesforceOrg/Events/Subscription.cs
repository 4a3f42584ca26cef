using Grpc.Core;

namespace Simulator.SalesforceOrg.Events;

/// <summary>Where a stream is, and how many events it may still be sent. Thread-safe.</summary>
internal sealed class Subscription(string? entity, long place, string topic)
{
    private const int MostPending = 100;
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? Entity { get; } = entity;

    public string Topic { get; } = topic;

    public long Place { get; private set; } = place;

    public int Pending { get; private set; }

    public bool HasEnded { get; private set; }

    public RpcException? Failure { get; private set; }

    /// <summary>Ends at the next request.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
                return _changed.Task;
        }
    }

    public void Ask(int count) => Change(() => Pending = Math.Min(MostPending, Pending + Math.Min(count, MostPending)));

    public void Sent(int count, long place)
    {
        lock (_lock)
            (Pending, Place) = (Pending - count, place);
    }

    public void Fail(RpcException failure) => Change(() => Failure = failure);

    public void EndOfRequests() => Change(() => HasEnded = true);

    private void Change(Action change)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            change();
            waiting = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetResult();
    }
}
