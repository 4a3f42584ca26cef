using System.Text;

namespace Simulator.Log;

/// <summary>Passes a request's body on and keeps its beginning for the log.</summary>
internal sealed class ExcerptStream(Stream inner) : Stream
{
    private const int Kept = 4096;
    private readonly byte[] _kept = new byte[Kept];
    private int _length;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public string? Text() => _length == 0 ? null : Encoding.UTF8.GetString(_kept, 0, _length) + (_length == Kept ? "…" : "");

    public override int Read(byte[] buffer, int offset, int count) => Keep(buffer.AsSpan(offset, count), inner.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Keep(buffer, await inner.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Keep(Memory<byte> buffer, int read) => Keep(buffer.Span, read);

    private int Keep(ReadOnlySpan<byte> buffer, int read)
    {
        var take = Math.Min(read, Kept - _length);
        if (take > 0)
        {
            buffer[..take].CopyTo(_kept.AsSpan(_length));
            _length += take;
        }

        return read;
    }
}
