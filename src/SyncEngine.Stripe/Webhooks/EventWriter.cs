using System.Collections.Concurrent;
using Connector.Stripe.Webhooks;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Diagnostics;
using SyncEngine.Stripe.Facts;
using SyncEngine.Stripe.Storage;

namespace SyncEngine.Stripe.Webhooks;

/// <summary>
/// Stores events and marks what they are about. Deliveries that come while others are committed share the next commit:
/// a disk that flushes a hundred times a second then takes thousands of events.
/// </summary>
internal sealed class EventWriter(ISyncStore store)
{
    private const int EventsAtOnce = 100;

    private static readonly NewRows Events = new("stripe_event",
    [
        new("id"), new("type"), new("api_version"), new("live_mode", "integer"), new("account"), new("object_type"), new("object_id"), new("customer_id"),
        new("created_at", "bigint"), new("state", "integer"), new("reason"), new("body"),
        new("received_at", "bigint", "now"), new("settled_at", "bigint", $"CASE WHEN state = {(int)WebhookState.Ignored} THEN now END"),
    ]);

    private readonly ConcurrentQueue<Waiting> _waiting = new();
    private int _isWriting;

    /// <summary>Returns once the event is committed; true when it is new.</summary>
    public Task<bool> StoreAsync(IncomingEvent incoming, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(incoming);
        _waiting.Enqueue(waiting);
        StartWriting();
        return waiting.Done.Task.WaitAsync(cancellationToken);
    }

    // One at a time: the next batch gathers while the last is on its way to the disk, and the more it gathers, the less each event costs.
    private void StartWriting()
    {
        if (Interlocked.Exchange(ref _isWriting, 1) == 0)
            _ = Task.Run(WriteAllAsync);
    }

    private async Task WriteAllAsync()
    {
        while (!_waiting.IsEmpty)
            await WriteAsync();

        Interlocked.Exchange(ref _isWriting, 0);

        // One that came between the last look and putting down the pen.
        if (!_waiting.IsEmpty)
            StartWriting();
    }

    private List<Waiting> Take()
    {
        var batch = new List<Waiting>();
        while (batch.Count < EventsAtOnce && _waiting.TryDequeue(out var waiting))
            batch.Add(waiting);

        return batch;
    }

    private async Task WriteAsync()
    {
        // Taken once they can be written; the same again if the database asks for it once more.
        List<Waiting>? batch = null;
        try
        {
            using var step = PaymentTelemetry.Step("store-webhooks");
            var added = (await store.AddAsync(Events, () => Rows(batch ??= Take()))).ToHashSet();
            step?.SetTag("syncengine.events", batch?.Count);

            // The same event twice in one commit is new once.
            foreach (var waiting in batch ?? [])
                waiting.Done.TrySetResult(added.Remove(waiting.Event.Envelope.Id));
        }
        catch (Exception exception)
        {
            // Nothing of it is stored: each sender is told so, and delivers again. Where the database could not be reached, that is all who wait.
            foreach (var waiting in batch ?? Take())
                waiting.Done.TrySetException(exception);
        }
    }

    private static List<NewRow> Rows(List<Waiting> batch) =>
        [.. batch.Select(waiting => new NewRow(Values(waiting.Event), waiting.Event.State == WebhookState.Ignored ? null : Mark(waiting.Event)))];

    private static object?[] Values(IncomingEvent incoming)
    {
        var envelope = incoming.Envelope;
        return
        [
            envelope.Id, envelope.Type, envelope.ApiVersion, envelope.LiveMode is { } live ? live ? 1 : 0 : null, envelope.Account,
            envelope.ObjectType, envelope.ObjectId, envelope.CustomerId, envelope.Created.ToUnixTimeMilliseconds(), (int)incoming.State, incoming.Reason, incoming.Body,
        ];
    }

    // With the usual debounce: the dozen events of one payment become one look. Whoever waits for it is on the return page, which looks itself.
    private static MarkRequest? Mark(IncomingEvent incoming) =>
        StripeKeys.Of(incoming.Envelope.CustomerId, incoming.Envelope.ObjectType, incoming.Envelope.ObjectId) is { } key
            ? new MarkRequest(key, Lane.Payments, new Cause("webhook", incoming.Envelope.Id))
            : null;

    /// <summary>An event that is to be stored.</summary>
    internal sealed record IncomingEvent(WebhookEnvelope Envelope, string Body, WebhookState State, string? Reason);

    private sealed record Waiting(IncomingEvent Event)
    {
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
