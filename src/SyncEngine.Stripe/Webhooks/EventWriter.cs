using System.Collections.Concurrent;
using Connector.Stripe.Webhooks;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Diagnostics;
using SyncEngine.Stripe.Facts;
using SyncEngine.Stripe.Storage;

namespace SyncEngine.Stripe.Webhooks;

/// <summary>
/// Stores events and marks what they are about. Deliveries that come while a transaction is opened or another is committed share it:
/// a disk that flushes a hundred times a second then takes thousands of events.
/// </summary>
internal sealed class EventWriter(ISyncStore store)
{
    private const int EventsAtOnce = 100;

    // The next batch gathers while the last is on its way to the disk. Where there is one writer, it gathers while it waits for its turn.
    private const int Writers = 2;

    private readonly ConcurrentQueue<Waiting> _waiting = new();
    private int _writers;

    /// <summary>Returns once the event is committed; true when it is new.</summary>
    public Task<bool> StoreAsync(IncomingEvent incoming, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(incoming);
        _waiting.Enqueue(waiting);
        StartWriting();
        return waiting.Done.Task.WaitAsync(cancellationToken);
    }

    private void StartWriting()
    {
        if (Interlocked.Increment(ref _writers) <= Writers)
            _ = Task.Run(WriteAllAsync);
        else
            Interlocked.Decrement(ref _writers);
    }

    private async Task WriteAllAsync()
    {
        while (!_waiting.IsEmpty)
            await WriteAsync();

        Interlocked.Decrement(ref _writers);

        // One that came between the last look and giving up the pen.
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
        // Taken once the transaction is open; the same again if the database asks for it once more.
        List<Waiting>? batch = null;
        try
        {
            // The same event twice in one commit is new once.
            HashSet<string> added = [];
            using (var step = PaymentTelemetry.Step("store-webhooks"))
            {
                await store.WriteAsync(async (transaction, token) =>
                {
                    batch ??= Take();
                    added = batch.Count > 0 ? await WriteAsync(transaction, batch, token) : [];
                });
                step?.SetTag("syncengine.events", batch?.Count);
            }

            foreach (var waiting in batch ?? [])
                waiting.Done.TrySetResult(added.Remove(waiting.Event.Envelope.Id));
        }
        catch (Exception exception)
        {
            // Nothing of it is stored: each sender is told so, and delivers again. Where no transaction could be opened, that is all who wait.
            foreach (var waiting in batch ?? Take())
                waiting.Done.TrySetException(exception);
        }
    }

    private static async Task<HashSet<string>> WriteAsync(IStoreTransaction transaction, List<Waiting> batch, CancellationToken cancellationToken)
    {
        // In one order everywhere: two batches with the same events wait for each other, and not in a circle.
        var events = batch.Select(waiting => waiting.Event).DistinctBy(incoming => incoming.Envelope.Id).OrderBy(incoming => incoming.Envelope.Id, StringComparer.Ordinal).ToDictionary(incoming => incoming.Envelope.Id);
        var now = transaction.Now.ToUnixTimeMilliseconds();
        await using var command = transaction.Command("");
        var rows = events.Values.Select((incoming, row) =>
        {
            var envelope = incoming.Envelope;
            return command.Row(row,
                envelope.Id, envelope.Type, envelope.ApiVersion, envelope.LiveMode is { } live ? live ? 1 : 0 : null, envelope.Account,
                envelope.ObjectType, envelope.ObjectId, envelope.CustomerId, envelope.Created.ToUnixTimeMilliseconds(), now,
                (int)incoming.State, incoming.Reason, incoming.State == WebhookState.Ignored ? now : null, incoming.Body);
        });
        command.CommandText =
            $"""
            INSERT INTO stripe_event (id, type, api_version, live_mode, account, object_type, object_id, customer_id, created_at, received_at, state, reason, settled_at, body)
            VALUES {string.Join(", ", rows)} ON CONFLICT (id) DO NOTHING RETURNING id
            """;
        var added = (await command.ReadAllAsync(reader => reader.GetString(0), cancellationToken)).ToHashSet();
        var marks = added.Select(id => events[id]).Where(incoming => incoming.State != WebhookState.Ignored)
            .Select(Mark).OfType<MarkRequest>().DistinctBy(mark => mark.Key).ToList();
        await transaction.MarkAsync(marks, cancellationToken);
        return added;
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
