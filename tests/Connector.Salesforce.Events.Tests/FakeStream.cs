using System.Collections.Concurrent;
using Connector.Salesforce.Events.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Connector.Salesforce.Events.Tests;

/// <summary>One stream as the server sees it.</summary>
public sealed class FakeStream
{
    private readonly IServerStreamWriter<FetchResponse> _responses;
    private readonly ServerCallContext _context;
    private readonly ConcurrentQueue<FetchRequest> _requests = new();
    private int _pending;

    internal FakeStream(FetchRequest first, IServerStreamWriter<FetchResponse> responses, ServerCallContext context)
    {
        _responses = responses;
        _context = context;
        _requests.Enqueue(first);
        _pending = first.NumRequested;
        Headers = context.RequestHeaders.Where(header => !header.IsBinary).ToDictionary(header => header.Key, header => header.Value);
    }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public string Start => $"{First.ReplayPreset} {First.ReplayId.ToBase64()}".Trim();

    public IReadOnlyList<int> Asked => [.. _requests.Select(request => request.NumRequested)];

    public int Pending => _pending;

    internal FetchRequest First => _requests.First();

    public Task SendAsync(params (byte ReplayId, string SchemaId, byte[] Payload)[] events)
    {
        var response = new FetchResponse { PendingNumRequested = Interlocked.Add(ref _pending, -events.Length) };
        foreach (var (replayId, schemaId, payload) in events)
        {
            response.Events.Add(new ConsumerEvent
            {
                ReplayId = ByteString.CopyFrom(replayId),
                Event = new ProducerEvent { Id = $"{replayId}", SchemaId = schemaId, Payload = ByteString.CopyFrom(payload) },
            });
            response.LatestReplayId = ByteString.CopyFrom(replayId);
        }

        return _responses.WriteAsync(response, _context.CancellationToken);
    }

    public Task KeepAliveAsync(byte replayId) =>
        _responses.WriteAsync(new FetchResponse { LatestReplayId = ByteString.CopyFrom(replayId), PendingNumRequested = _pending }, _context.CancellationToken);

    public async Task SilenceAsync()
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The client has gone, or the test is over.
        }
    }

    internal async Task ReadAsync(IAsyncStreamReader<FetchRequest> requests)
    {
        while (await requests.MoveNext(_context.CancellationToken))
        {
            _requests.Enqueue(requests.Current);
            Interlocked.Add(ref _pending, requests.Current.NumRequested);
        }
    }
}
