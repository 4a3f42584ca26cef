using Connector.Salesforce.Authentication;
using Connector.Salesforce.Events.Avro;
using Connector.Salesforce.Events.Decoding;
using Connector.Salesforce.Events.Wire;
using Google.Protobuf;
using Grpc.Core;
using CallMetadata = Grpc.Core.Metadata;

namespace Connector.Salesforce.Events;

/// <summary>One open stream: gives events one by one, and asks for more as they are taken.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly PubSubConnection _connection;
    private readonly EventSubscription _subscription;
    private readonly CallMetadata _headers;
    private readonly TimeSpan _silenceLimit;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end;
    private readonly AsyncDuplexStreamingCall<FetchRequest, FetchResponse> _call;
    private readonly Queue<ConsumerEvent> _waiting = new();
    private int _pending;
    private ReplayId? _progress;

    private EventStream(
        PubSubConnection connection, EventSubscription subscription, CallMetadata headers, TimeSpan silenceLimit, TimeProvider time, CancellationToken cancellationToken)
    {
        _connection = connection;
        _subscription = subscription;
        _headers = headers;
        _silenceLimit = silenceLimit;
        _time = time;
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _call = connection.Subscribe(headers, _end.Token);
    }

    public static async Task<EventStream> OpenAsync(
        PubSubConnection connection, EventSubscription subscription, ReplayStart position, AccessToken token, TimeSpan silenceLimit, TimeProvider time, CancellationToken cancellationToken)
    {
        var headers = await connection.HeadersAsync(token, cancellationToken);
        var stream = new EventStream(connection, subscription, headers, silenceLimit, time, cancellationToken);
        try
        {
            // Topic and position count in the first request only.
            var request = new FetchRequest
            {
                TopicName = subscription.Topic,
                NumRequested = subscription.EventsAhead,
                ReplayPreset = position.AfterId is not null ? ReplayPreset.Custom : position.IsEarliest ? ReplayPreset.Earliest : ReplayPreset.Latest,
            };
            if (position.AfterId is { } after)
                request.ReplayId = ByteString.CopyFrom(after.ToByteArray());
            await stream.AskAsync(request, cancellationToken);
            stream._pending = subscription.EventsAhead;
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next event; the one before it counts as dealt with.</summary>
    public async Task<SalesforceEvent> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_waiting.TryDequeue(out var consumer))
                return await DecodeAsync(consumer, cancellationToken);

            if (_progress is { } position)
            {
                _progress = null;
                return new EventProgress(_subscription.Topic, position);
            }

            await AskForMoreAsync(cancellationToken);
            Take(await ReadAsync(cancellationToken));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _call.Dispose();
        _end.Dispose();
    }

    // All that came is dealt with; what may still be on its way is topped up when half of it is used.
    private async Task AskForMoreAsync(CancellationToken cancellationToken)
    {
        if (_pending > _subscription.EventsAhead / 2)
            return;

        await AskAsync(new FetchRequest { TopicName = _subscription.Topic, NumRequested = _subscription.EventsAhead - _pending }, cancellationToken);
        _pending = _subscription.EventsAhead;
    }

    private async Task AskAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _call.RequestStream.WriteAsync(request, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is OperationCanceledException or InvalidOperationException or RpcException)
        {
            // The server has ended the call; why, the next read tells.
        }
    }

    private async Task<FetchResponse> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var hasNext = await _call.ResponseStream.MoveNext(cancellationToken).WaitAsync(_silenceLimit, _time, cancellationToken);
            return hasNext ? _call.ResponseStream.Current : throw new SilentStreamException("Salesforce ended the stream.");
        }
        catch (TimeoutException)
        {
            throw new SilentStreamException($"The stream was silent for {_silenceLimit}.");
        }
    }

    private void Take(FetchResponse response)
    {
        _pending = response.PendingNumRequested;
        foreach (var consumer in response.Events)
            _waiting.Enqueue(consumer);
        if (response.Events.Count == 0 && !response.LatestReplayId.IsEmpty)
            _progress = new ReplayId(response.LatestReplayId.Span);
    }

    private async Task<SalesforceEvent> DecodeAsync(ConsumerEvent consumer, CancellationToken cancellationToken)
    {
        if (consumer.Event is null)
            return new UndecodableEvent(_subscription.Topic, new ReplayId(consumer.ReplayId.Span), "", "The event has no payload.");

        try
        {
            var schema = await _connection.SchemaAsync(consumer.Event.SchemaId, _headers, cancellationToken);
            return EventDecoder.Decode(_subscription.Topic, consumer, schema);
        }
        catch (AvroException exception)
        {
            return new UndecodableEvent(_subscription.Topic, new ReplayId(consumer.ReplayId.Span), consumer.Event.SchemaId, exception.Message);
        }
        catch
        {
            // Not dealt with: the next stream brings it again.
            _waiting.Clear();
            throw;
        }
    }
}
