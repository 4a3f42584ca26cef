namespace Simulator.Log;

/// <summary>The last calls, oldest forgotten first. Thread-safe.</summary>
public sealed class CallLog(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<CallEntry> _calls = new();
    private long _number;

    /// <summary>How many calls there were since the start, the forgotten ones too.</summary>
    public long Total
    {
        get
        {
            lock (_lock)
                return _number;
        }
    }

    internal void Add(Func<long, CallEntry> entry)
    {
        lock (_lock)
        {
            _calls.Enqueue(entry(++_number));
            if (_calls.Count > capacity)
                _calls.Dequeue();
        }
    }

    /// <summary>The calls kept, the newest first.</summary>
    public IReadOnlyList<CallEntry> Latest(int count = int.MaxValue)
    {
        lock (_lock)
            return [.. _calls.Reverse().Take(count)];
    }

    /// <summary>Forgets the calls kept; the numbering goes on.</summary>
    public void Clear()
    {
        lock (_lock)
            _calls.Clear();
    }
}
