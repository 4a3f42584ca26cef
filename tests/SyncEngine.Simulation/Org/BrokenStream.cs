namespace SyncEngine.Simulation.Org;

/// <summary>A body that breaks off.</summary>
internal sealed class BrokenStream(byte[] start) : MemoryStream(start)
{
    public override int Read(byte[] buffer, int offset, int count) => Broken(base.Read(buffer, offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Broken(base.Read(buffer.Span)));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        var buffer = new byte[1024];
        while (true)
            await destination.WriteAsync(buffer.AsMemory(0, Read(buffer, 0, buffer.Length)), cancellationToken).ConfigureAwait(false);
    }

    private static int Broken(int read) => read > 0 ? read : throw new HttpIOException(HttpRequestError.ResponseEnded, "The answer broke off.");
}
