using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Records;

/// <summary>The records of one object, the deleted ones too, in the order of their creation. Guarded by the org's lock.</summary>
internal sealed class OrgTable
{
    private readonly List<OrgRow?> _slots = [];
    private readonly Dictionary<string, int> _slotById = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (FieldSchema Field, ValueIndex Index)> _indexes = [];
    private long _lastNumber;

    public OrgTable(ObjectSchema schema) => Reindex(schema);

    public int LiveCount { get; private set; }

    public int DeletedCount => _slotById.Count - LiveCount;

    public IEnumerable<OrgRow> All
    {
        get
        {
            // By position, so that a writer may append while a page is read.
            for (var slot = 0; slot < _slots.Count; slot++)
            {
                if (_slots[slot] is { } row)
                    yield return row;
            }
        }
    }

    public OrgRow? Find(string id) => _slotById.TryGetValue(id, out var slot) ? _slots[slot] : null;

    public bool IsIndexed(FieldSchema field) => _indexes.ContainsKey(field.Ordinal);

    /// <summary>The records, not deleted, that have the value in an indexed field.</summary>
    public IEnumerable<OrgRow> FindBy(FieldSchema field, string value) => _indexes[field.Ordinal].Index.Find(value).Select(slot => _slots[slot]!);

    public string NextId(string keyPrefix) => SalesforceIds.Make(keyPrefix, ++_lastNumber);

    /// <summary>Puts a row in the place of the one with its id, or at the end.</summary>
    public void Put(OrgRow row)
    {
        if (!_slotById.TryGetValue(row.Id, out var slot))
        {
            slot = _slots.Count;
            _slots.Add(row);
            _slotById[row.Id] = slot;
            _lastNumber = Math.Max(_lastNumber, SalesforceIds.Number(row.Id));
        }
        else
        {
            Unindex(_slots[slot]!, slot);
            _slots[slot] = row;
        }

        Index(row, slot);
    }

    public void Remove(string id)
    {
        if (!_slotById.Remove(id, out var slot))
            return;

        Unindex(_slots[slot]!, slot);
        _slots[slot] = null;
    }

    public void Reindex(ObjectSchema schema)
    {
        _indexes.Clear();
        foreach (var field in schema.Fields.Where(field => field.IsIndexed && field.Ordinal != SystemFields.CreatedById && field.Ordinal != SystemFields.LastModifiedById))
            _indexes[field.Ordinal] = (field, new ValueIndex());

        LiveCount = 0;
        for (var slot = 0; slot < _slots.Count; slot++)
        {
            if (_slots[slot] is { } row)
                Index(row, slot);
        }
    }

    private void Index(OrgRow row, int slot)
    {
        if (row.IsDeleted)
            return;

        LiveCount++;
        foreach (var (field, index) in _indexes.Values)
        {
            if (row[field] is { } value)
                index.Add(FieldValues.ToText(field, value), slot);
        }
    }

    private void Unindex(OrgRow row, int slot)
    {
        if (row.IsDeleted)
            return;

        LiveCount--;
        foreach (var (field, index) in _indexes.Values)
        {
            if (row[field] is { } value)
                index.Remove(FieldValues.ToText(field, value), slot);
        }
    }
}
