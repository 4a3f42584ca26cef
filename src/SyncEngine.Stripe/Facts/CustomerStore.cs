using System.Data.Common;
using Connector.Stripe;
using Connector.Stripe.Billing;
using SyncEngine.Storage;
using SyncEngine.Stripe.Storage;

namespace SyncEngine.Stripe.Facts;

/// <summary>Whose each customer is, and its state when it was last read.</summary>
internal static class CustomerStore
{
    private const string Columns = "SELECT id, owner, is_deleted, state FROM stripe_customer";

    public static async Task<CustomerRow?> FindCustomerAsync(this IStoreTransaction store, string customerId, CancellationToken cancellationToken) =>
        (await store.QueryAsync($"{Columns} WHERE id = @id", Read, cancellationToken, ("@id", customerId))).FirstOrDefault();

    public static Task<List<CustomerRow>> CustomersOfAsync(this IStoreTransaction store, StripeOwner owner, CancellationToken cancellationToken) =>
        store.QueryAsync($"{Columns} WHERE owner = @owner ORDER BY linked_at, id", Read, cancellationToken, ("@owner", owner.ToString()));

    public static Task LinkCustomerAsync(this IStoreTransaction store, string customerId, StripeOwner owner, CancellationToken cancellationToken) =>
        store.ExecuteAsync(
            "INSERT INTO stripe_customer (id, owner, linked_at, observed_at, is_deleted) VALUES (@id, @owner, @now, 0, 0) ON CONFLICT (id) DO NOTHING",
            cancellationToken, ("@id", customerId), ("@owner", owner.ToString()), ("@now", store.Now.ToUnixTimeMilliseconds()));

    /// <summary>
    /// Keeps a state unless a later one is kept already: somebody else may have read after us and written before us. Holds the row until the transaction ends.
    /// </summary>
    /// <param name="store">The transaction.</param>
    /// <param name="state">What was read.</param>
    /// <param name="observedAt">The database's time before the reading began.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public static async Task<bool> ObserveAsync(this IStoreTransaction store, CustomerState state, DateTimeOffset observedAt, CancellationToken cancellationToken) =>
        await store.ExecuteAsync(
            """
            UPDATE stripe_customer SET observed_at = @observed, is_deleted = @deleted, state = CASE WHEN @deleted = 1 THEN state ELSE @state END
            WHERE id = @id AND observed_at <= @observed
            """,
            cancellationToken,
            ("@observed", observedAt.ToUnixTimeMilliseconds()), ("@deleted", state.IsDeleted ? 1 : 0), ("@state", FactJson.Write(state)), ("@id", state.CustomerId)) == 1;

    private static CustomerRow Read(DbDataReader reader) => new(
        reader.GetString(0),
        StripeOwner.TryParse(reader.GetString(1), out var owner) ? owner : default,
        reader.GetInt32(2) == 1,
        reader.TextOrNull(3) is { } state ? FactJson.ReadState(state) : null);
}
