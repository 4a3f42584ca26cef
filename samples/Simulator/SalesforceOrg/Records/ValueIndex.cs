using System.Runtime.InteropServices;

namespace Simulator.SalesforceOrg.Records;

/// <summary>The rows that have a value, by the row's slot. Text is compared without regard to case, as Salesforce does.</summary>
internal sealed class ValueIndex
{
    private readonly Dictionary<string, int> _one = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<int>> _more = new(StringComparer.OrdinalIgnoreCase);

    public void Add(string value, int slot)
    {
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_one, value, out var there);
        if (!there)
            first = slot;
        else if (_more.TryGetValue(value, out var slots))
            slots.Add(slot);
        else
            _more[value] = [slot];
    }

    public void Remove(string value, int slot)
    {
        if (!_one.TryGetValue(value, out var first))
            return;

        _more.TryGetValue(value, out var slots);
        if (first == slot)
        {
            if (slots is null)
                _one.Remove(value);
            else
                (_one[value], slots[0]) = (slots[0], slots[^1]);
        }
        else if (slots?.IndexOf(slot) is { } at and >= 0)
        {
            slots[at] = slots[^1];
        }
        else
        {
            return;
        }

        slots?.RemoveAt(slots.Count - 1);
        if (slots is { Count: 0 })
            _more.Remove(value);
    }

    public IEnumerable<int> Find(string value)
    {
        if (!_one.TryGetValue(value, out var first))
            return [];
        return _more.TryGetValue(value, out var slots) ? slots.Prepend(first).Order() : [first];
    }
}
