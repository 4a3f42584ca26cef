using System.Buffers;

namespace Connector.Salesforce.Bulk;

/// <summary>Bytes in pieces of one size, taken from the pool and given back: no large array is ever made.</summary>
internal sealed class UploadBuffer : IBufferWriter<byte>, IDisposable
{
    private const int PieceSize = 64 * 1024;

    private readonly List<byte[]> _pieces = [];
    private readonly List<int> _filled = [];
    private int _inLast;

    public long Length { get; private set; }

    public void Advance(int count)
    {
        _inLast += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_pieces.Count == 0 || _pieces[^1].Length - _inLast < Math.Max(sizeHint, 1))
        {
            // The rest of a piece that is too small stays empty, and its length is what was filled.
            if (_pieces.Count > 0)
                _filled.Add(_inLast);
            _pieces.Add(ArrayPool<byte>.Shared.Rent(Math.Max(PieceSize, sizeHint)));
            _inLast = 0;
        }

        return _pieces[^1].AsMemory(_inLast);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public async Task CopyToAsync(Stream output, CancellationToken cancellationToken)
    {
        for (var index = 0; index < _pieces.Count; index++)
            await output.WriteAsync(_pieces[index].AsMemory(0, index < _filled.Count ? _filled[index] : _inLast), cancellationToken);
    }

    public void Clear()
    {
        foreach (var piece in _pieces)
            ArrayPool<byte>.Shared.Return(piece);
        _pieces.Clear();
        _filled.Clear();
        _inLast = 0;
        Length = 0;
    }

    public void Dispose() => Clear();
}
