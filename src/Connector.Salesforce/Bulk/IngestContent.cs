using System.Net;
using System.Net.Http.Headers;

namespace Connector.Salesforce.Bulk;

/// <summary>
/// A job's CSV on its way: what is buffered, then what the source still gives. Only what is buffered whole can be sent twice.
/// </summary>
internal sealed class IngestContent : HttpContent
{
    private const int FlushAt = 256 * 1024;

    private readonly UploadBuffer _buffer;
    private readonly IngestSource? _rest;
    private readonly Action _sent;
    private bool _isUsedUp;

    /// <param name="buffer">The beginning.</param>
    /// <param name="rest">Where the rest comes from; null when all is in the buffer.</param>
    /// <param name="sent">Called when all of it is sent.</param>
    public IngestContent(UploadBuffer buffer, IngestSource? rest, Action sent)
    {
        _buffer = buffer;
        _rest = rest;
        _sent = sent;
        Headers.ContentType = new MediaTypeHeaderValue("text/csv") { CharSet = "UTF-8" };
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_rest is not null && _isUsedUp)
            throw new HttpRequestException("The rows of this upload have been read and cannot be sent a second time.");

        _isUsedUp = true;
        await _buffer.CopyToAsync(stream, cancellationToken);
        using var piece = new UploadBuffer();
        for (var more = _rest is not null; more;)
        {
            more = await _rest!.WriteAsync(piece, FlushAt);
            await piece.CopyToAsync(stream, cancellationToken);
            piece.Clear();
        }

        _sent();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _buffer.Length;
        return _rest is null;
    }
}
