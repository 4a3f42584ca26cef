namespace Connector.Salesforce.Bulk;

/// <summary>
/// Finds a row's index by its cells, in 12 bytes a row: results come without a number, in an order of their own. Rows that are equal throughout
/// are interchangeable.
/// </summary>
internal sealed class RowIndex
{
    private readonly List<Block> _blocks = [];
    private int _lastHit;

    /// <summary>The index of the job's first row.</summary>
    public required long First { get; init; }

    public long Count { get; private set; }

    public void Add(ReadOnlySpan<string> cells)
    {
        if (_blocks.Count == 0 || _blocks[^1].IsFull)
            _blocks.Add(new Block());
        _blocks[^1].Add(Hash(cells));
        Count++;
    }

    /// <summary>The index of a row with these cells that was not asked for yet; null when there is none.</summary>
    public long? Take(ReadOnlySpan<string> cells)
    {
        var hash = Hash(cells);

        // Results come nearly in the order of the rows: the block that had the last one mostly has this one, or the next block has.
        for (var step = 0; step < _blocks.Count; step++)
        {
            var block = (_lastHit + step) % _blocks.Count;
            if (_blocks[block].Take(hash) is not { } offset)
                continue;

            _lastHit = block;
            return First + ((long)block * Block.Size) + offset;
        }

        return null;
    }

    // FNV-1a over the characters, with a separator that no character is.
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

    // Blocks of one size, so that growing copies nothing and leaves no large arrays behind.
    private sealed class Block
    {
        public const int Size = 8 * 1024;

        private readonly ulong[] _hashes = new ulong[Size];
        private readonly int[] _offsets = new int[Size];
        private int _count;
        private bool _isSorted;

        public bool IsFull => _count == Size;

        public void Add(ulong hash)
        {
            (_hashes[_count], _offsets[_count]) = (hash, _count);
            _count++;
        }

        public int? Take(ulong hash)
        {
            if (!_isSorted)
            {
                Array.Sort(_hashes, _offsets, 0, _count);
                _isSorted = true;
            }

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
                return offset;
            }

            return null;
        }
    }
}
