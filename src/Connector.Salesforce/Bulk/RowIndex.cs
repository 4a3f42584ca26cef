namespace Connector.Salesforce.Bulk;

/// <summary>
/// Finds a row's index by its cells, in 12 bytes a row: results come without a number, in an order of their own. Rows that are equal throughout
/// are interchangeable.
/// </summary>
internal sealed class RowIndex
{
    private ulong[] _hashes = new ulong[1024];
    private int[] _offsets = new int[1024];
    private int _count;
    private bool _isSorted;

    /// <summary>The index of the job's first row.</summary>
    public required long First { get; init; }

    public long Count => _count;

    public void Add(ReadOnlySpan<string> cells)
    {
        if (_count == _hashes.Length)
        {
            Array.Resize(ref _hashes, _count * 2);
            Array.Resize(ref _offsets, _count * 2);
        }

        _hashes[_count] = Hash(cells);
        _offsets[_count] = _count;
        _count++;
    }

    /// <summary>The index of a row with these cells that was not asked for yet; null when there is none.</summary>
    public long? Take(ReadOnlySpan<string> cells)
    {
        if (!_isSorted)
        {
            Array.Sort(_hashes, _offsets, 0, _count);
            _isSorted = true;
        }

        var hash = Hash(cells);
        var place = Array.BinarySearch(_hashes, 0, _count, hash);
        if (place < 0)
            return null;

        while (place > 0 && _hashes[place - 1] == hash)
            place--;
        for (; place < _count && _hashes[place] == hash; place++)
        {
            if (_offsets[place] < 0)
                continue;

            var offset = _offsets[place];
            _offsets[place] = -1;
            return First + offset;
        }

        return null;
    }

    // FNV-1a over the characters, with a separator no cell can imitate at the same place.
    private static ulong Hash(ReadOnlySpan<string> cells)
    {
        var hash = 14695981039346656037UL;
        foreach (var cell in cells)
        {
            foreach (var c in cell)
                hash = (hash ^ c) * 1099511628211UL;
            hash = (hash ^ 0x1FFFF) * 1099511628211UL;
        }

        return hash;
    }
}
