using SyncEngine.Storage;
using SyncEngine.Stripe.Storage;

namespace SyncEngine.Stripe.Webhooks;

/// <summary>What becomes of stored events.</summary>
internal static class EventStore
{
    /// <summary>Notes that a customer was reconciled after these events came.</summary>
    /// <returns>Their types, in the order in which they came.</returns>
    public static async Task<List<string>> SettleAsync(this IStoreTransaction store, string customerId, DateTimeOffset observedAt, CancellationToken cancellationToken)
    {
        var settled = await store.QueryAsync(
            $"""
            UPDATE stripe_event SET state = {(int)WebhookState.Reconciled}, settled_at = @now
            WHERE customer_id = @customer AND state = {(int)WebhookState.Stored} AND received_at <= @observed RETURNING received_at, type
            """,
            reader => (At: reader.GetInt64(0), Type: reader.GetString(1)), cancellationToken,
            ("@now", store.Now.ToUnixTimeMilliseconds()), ("@customer", customerId), ("@observed", observedAt.ToUnixTimeMilliseconds()));
        return [.. settled.OrderBy(row => row.At).Select(row => row.Type)];
    }

    /// <summary>Notes that events of a customer are not for this site.</summary>
    public static Task<int> IgnoreCustomerAsync(this IStoreTransaction store, string customerId, string reason, CancellationToken cancellationToken) =>
        store.ExecuteAsync(
            $"UPDATE stripe_event SET state = {(int)WebhookState.Ignored}, reason = @reason, settled_at = @now WHERE customer_id = @customer AND state = {(int)WebhookState.Stored}",
            cancellationToken, ("@reason", reason), ("@now", store.Now.ToUnixTimeMilliseconds()), ("@customer", customerId));

    /// <summary>Notes that events of an object are not for this site.</summary>
    public static Task<int> IgnoreObjectAsync(this IStoreTransaction store, string objectId, string reason, CancellationToken cancellationToken) =>
        store.ExecuteAsync(
            $"UPDATE stripe_event SET state = {(int)WebhookState.Ignored}, reason = @reason, settled_at = @now WHERE object_id = @object AND customer_id IS NULL AND state = {(int)WebhookState.Stored}",
            cancellationToken, ("@reason", reason), ("@now", store.Now.ToUnixTimeMilliseconds()), ("@object", objectId));

    /// <summary>Notes whose an object is that did not say so itself.</summary>
    public static Task<int> AttributeAsync(this IStoreTransaction store, string objectId, string customerId, CancellationToken cancellationToken) =>
        store.ExecuteAsync("UPDATE stripe_event SET customer_id = @customer WHERE object_id = @object AND customer_id IS NULL", cancellationToken, ("@customer", customerId), ("@object", objectId));
}
