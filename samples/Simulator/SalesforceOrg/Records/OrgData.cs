using System.Text.Json;
using Simulator.SalesforceOrg.Schema;
using Simulator.Storage;

namespace Simulator.SalesforceOrg.Records;

/// <summary>
/// The org's records, in memory and written through. One lock guards them all: every call sees, and leaves, a consistent org. Thread-safe
/// through <see cref="Read{T}"/> and <see cref="Write{T}"/> only.
/// </summary>
internal sealed class OrgData
{
    private const string Prefix = "salesforce/record/";
    private readonly Lock _lock = new();
    private readonly Dictionary<string, OrgTable> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly DocumentStore _store;
    private readonly SimulatorClock _clock;
    private OrgTransaction? _current;

    public OrgData(OrgSchema schema, DocumentStore store, SimulatorClock clock)
    {
        (Schema, _store, _clock) = (schema, store, clock);
        foreach (var type in schema.Objects)
            _tables[type.Name] = new OrgTable(type);
    }

    public OrgSchema Schema { get; }

    /// <summary>Records that the callers may not see, by id; the simulator's own pages show them.</summary>
    public HashSet<string> HiddenRecords { get; } = new(StringComparer.Ordinal);

    /// <summary>Records that the callers may read but not write.</summary>
    public HashSet<string> ReadOnlyRecords { get; } = new(StringComparer.Ordinal);

    /// <summary>Called within the lock for every transaction that changed something, to add what must be durable with it.</summary>
    public Action<OrgTransaction, IReadOnlyList<OrgChange>, DocumentBatch>? Committing { get; set; }

    /// <summary>Called within the lock when a transaction is on its way to the disk.</summary>
    public Action? Committed { get; set; }

    public OrgTable Table(ObjectSchema type) => _tables[type.Name];

    public OrgTable Table(string type) => _tables[type];

    public T Read<T>(Func<T> work)
    {
        lock (_lock)
            return work();
    }

    /// <summary>Runs the work as one transaction: it is kept when the work returns and undone when it throws. Within another it is part of that one.</summary>
    public T Write<T>(OrgCaller caller, Func<OrgTransaction, T> work)
    {
        lock (_lock)
        {
            if (_current is { } outer)
                return Within(outer, caller, work);

            var transaction = _current = new OrgTransaction(this, caller, _clock.GetUtcNow());
            try
            {
                var result = work(transaction);
                Commit(transaction);
                return result;
            }
            catch
            {
                transaction.RollBack();
                throw;
            }
            finally
            {
                _current = null;
            }
        }
    }

    /// <summary>Reads the records from the store, once the schema is as it was when they were written.</summary>
    public void Load()
    {
        lock (_lock)
        {
            foreach (var type in Schema.Objects)
            {
                foreach (var (_, json) in _store.Stream(Prefix + type.Name))
                    _tables[type.Name].Put(RowJson.Read(type, json));
            }
        }
    }

    /// <summary>Puts a changed object in place of the old one.</summary>
    public void Replace(ObjectSchema type)
    {
        lock (_lock)
        {
            Schema.Replace(type);
            Schema.ChangedAt = _clock.GetUtcNow();
            if (_tables.TryGetValue(type.Name, out var table))
                table.Reindex(type);
            else
                _tables[type.Name] = new OrgTable(type);
        }
    }

    /// <summary>Every record away, for good.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (var type in Schema.Objects)
                _tables[type.Name] = new OrgTable(type);
            HiddenRecords.Clear();
            ReadOnlyRecords.Clear();
            _store.Clear(Prefix);
        }
    }

    private static T Within<T>(OrgTransaction outer, OrgCaller caller, Func<OrgTransaction, T> work)
    {
        var (mark, outerCaller) = (outer.Mark, outer.Caller);
        outer.Caller = caller;
        try
        {
            return work(outer);
        }
        catch
        {
            outer.RollBack(mark);
            throw;
        }
        finally
        {
            outer.Caller = outerCaller;
        }
    }

    private void Commit(OrgTransaction transaction)
    {
        var batch = transaction.AlsoWrite;
        if (transaction.Mark == 0)
        {
            _store.Write(batch);
            return;
        }

        var changes = transaction.Changes();
        if (_store.IsDurable)
        {
            foreach (var change in changes)
            {
                if (change.After is { } row)
                    batch.Put(Prefix + change.Type, change.Id, RowJson.Write(Schema.Find(change.Type)!, row));
                else
                    batch.Delete(Prefix + change.Type, change.Id);
            }
        }

        Committing?.Invoke(transaction, changes, batch);
        _store.WriteThrough(batch);
        Committed?.Invoke();
    }
}

/// <summary>A row as it is stored: the fields that have a value.</summary>
internal static class RowJson
{
    public static string Write(ObjectSchema type, OrgRow row)
    {
        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var field in type.Fields)
            {
                if (row[field] is not { } value)
                    continue;
                json.WritePropertyName(field.Name);
                FieldValues.Write(json, field, value);
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static OrgRow Read(ObjectSchema type, string text)
    {
        using var json = JsonDocument.Parse(text);
        var values = new object?[type.Width];
        foreach (var property in json.RootElement.EnumerateObject())
        {
            // A field that the schema no longer has is left behind.
            if (type.Stored(property.Name) is { } field)
                values[field.Ordinal] = FieldValues.FromJson(field, property.Value);
        }

        return new OrgRow(type.Name, values);
    }
}
