using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Simulator.Control;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;
using Simulator.Storage;

namespace Simulator.SalesforceOrg.Events;

/// <summary>An event as it is kept.</summary>
internal sealed record StoredEvent(long Sequence, string Entity, string SchemaId, string Id, DateTimeOffset At, byte[] Payload);

/// <summary>
/// The change events of the last 72 hours by the simulator's clock, durable with the records that they tell of. Guarded by its own lock;
/// events are added under the org's.
/// </summary>
internal sealed class ChangeFeed : IResettable
{
    private const string EventCollection = "salesforce/event";
    private const string SchemaCollection = "salesforce/event-schema";
    private static readonly TimeSpan Kept = TimeSpan.FromHours(72);
    private const int MostKept = 200_000;
    private readonly Lock _lock = new();
    private readonly Queue<StoredEvent> _events = new();
    private readonly Dictionary<string, EventLayout> _layouts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _schemas = new(StringComparer.Ordinal);
    private readonly SalesforceOrgOptions _options;
    private readonly OrgData _data;
    private readonly DocumentStore _store;
    private readonly SimulatorClock _clock;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _last;
    private int _lose;

    public ChangeFeed(SimulatorOptions options, OrgData data, DocumentStore store, SimulatorClock clock)
    {
        (_options, _data, _store, _clock) = (options.Salesforce, data, store, clock);
        if (options.GrpcPort is null)
            return;

        foreach (var (id, json) in store.All(SchemaCollection))
            _schemas[id] = json;
        foreach (var (_, json) in store.Stream(EventCollection))
            _events.Enqueue(JsonSerializer.Deserialize<StoredEvent>(json)!);
        _last = _events.Count > 0 ? _events.Max(item => item.Sequence) : clock.GetUtcNow().ToUnixTimeSeconds();
        data.Committing += Capture;
        data.Committed += Announce;
    }

    /// <summary>The place of the newest event.</summary>
    public long Last
    {
        get
        {
            lock (_lock)
                return _last;
        }
    }

    /// <summary>Ends at the next event.</summary>
    public Task More
    {
        get
        {
            lock (_lock)
                return _more.Task;
        }
    }

    public bool IsCaptured(string type) => _options.ChangeDataCapture.Contains(type);

    public EventLayout Layout(ObjectSchema type)
    {
        lock (_lock)
        {
            if (_layouts.TryGetValue(type.Name, out var known) && ReferenceEquals(known.Type, type))
                return known;

            var layout = _layouts[type.Name] = new EventLayout(type);
            if (_schemas.TryAdd(layout.Id, layout.Json))
                _store.Write(new DocumentBatch().Put(SchemaCollection, layout.Id, layout.Json));
            return layout;
        }
    }

    public string? Schema(string id)
    {
        lock (_lock)
            return _schemas.GetValueOrDefault(id);
    }

    /// <summary>The events after a place, of one object or of all (null).</summary>
    public IReadOnlyList<StoredEvent> After(long sequence, string? entity, int most)
    {
        lock (_lock)
            return [.. _events.Where(item => item.Sequence > sequence && (entity is null || item.Entity == entity)).Take(most)];
    }

    /// <summary>The place before the oldest event kept.</summary>
    public long BeforeOldest()
    {
        lock (_lock)
        {
            Prune();
            return _events.Count > 0 ? _events.Peek().Sequence - 1 : _last;
        }
    }

    /// <summary>The place that a replay id stands for; null when it is no replay id of this org, or its event is no longer kept.</summary>
    public long? Place(ReadOnlySpan<byte> replayId)
    {
        if (replayId.Length != sizeof(long))
            return null;

        var place = BinaryPrimitives.ReadInt64BigEndian(replayId);
        return place >= BeforeOldest() && place <= Last ? place : null;
    }

    public static byte[] ReplayId(long place)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, place);
        return bytes;
    }

    /// <summary>An event without a record's fields: a gap, or an overflow.</summary>
    public void AddGap(ObjectSchema type, string changeType, IReadOnlyList<string> recordIds)
    {
        var header = new EventHeaderData(changeType, recordIds, "", Guid.NewGuid().ToString(), 1, _clock.GetUtcNow(), Last + 1, "005000000000000AAA");
        var batch = new DocumentBatch();
        Add(type, header, null, null, batch);
        _store.WriteThrough(batch);
        Announce();
    }

    /// <summary>Forgets every event kept, as if 72 hours had passed: replay ids of before are no longer good.</summary>
    public void Expire()
    {
        lock (_lock)
        {
            _last++;
            _events.Clear();
            _store.Clear(EventCollection);
        }
    }

    /// <summary>The next changes are captured by no event, and by no gap either.</summary>
    public void Lose(int changes) => Interlocked.Exchange(ref _lose, changes);

    public void Reset() => Expire();

    private void Capture(OrgTransaction transaction, IReadOnlyList<OrgChange> changes, DocumentBatch batch)
    {
        var key = Guid.NewGuid().ToString();
        var sequence = 0;
        foreach (var change in changes.Where(change => IsCaptured(change.Type)))
        {
            if (ChangeType(change) is not { } changeType || Interlocked.Decrement(ref _lose) >= 0)
                continue;

            var header = new EventHeaderData(changeType, [change.Id], transaction.Caller.ChangeOrigin, key, ++sequence, transaction.Now, Last + 1, transaction.Caller.UserId);
            Add(_data.Schema.Find(change.Type)!, header, change.Before, change.After, batch);
        }
    }

    private void Add(ObjectSchema type, EventHeaderData header, OrgRow? before, OrgRow? after, DocumentBatch batch)
    {
        var layout = Layout(type);
        var payload = EventEncoder.Encode(layout, header, before, after);
        lock (_lock)
        {
            var added = new StoredEvent(++_last, type.Name, layout.Id, Guid.NewGuid().ToString(), header.At, payload);
            _events.Enqueue(added);
            Prune();
            if (_store.IsDurable)
                batch.Put(EventCollection, Key(added.Sequence), JsonSerializer.Serialize(added));
        }
    }

    private void Announce()
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            waiting = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetResult();
    }

    private void Prune()
    {
        var oldest = _clock.GetUtcNow() - Kept;
        var batch = new DocumentBatch();
        while (_events.TryPeek(out var first) && (first.At < oldest || _events.Count > MostKept))
            batch.Delete(EventCollection, Key(_events.Dequeue().Sequence));
        _store.WriteThrough(batch);
    }

    private static string? ChangeType(OrgChange change) => (change.Before, change.After) switch
    {
        (null, { IsDeleted: false }) => "CREATE",
        ({ IsDeleted: false }, null or { IsDeleted: true }) => "DELETE",
        ({ IsDeleted: true }, { IsDeleted: false }) => "UNDELETE",
        ({ IsDeleted: false }, { IsDeleted: false }) => "UPDATE",
        _ => null,
    };

    private static string Key(long sequence) => sequence.ToString("D19", CultureInfo.InvariantCulture);
}
