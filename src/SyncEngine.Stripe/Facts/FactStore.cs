using Connector.Stripe;
using Connector.Stripe.Billing;
using SyncEngine.Storage;
using SyncEngine.Stripe.Storage;

namespace SyncEngine.Stripe.Facts;

/// <summary>Facts in the site's database: read and added, never changed.</summary>
internal static class FactStore
{
    public static async Task<List<BillingFact>> FactsOfAsync(this IStoreTransaction store, StripeOwner owner, CancellationToken cancellationToken) =>
        await store.QueryAsync("SELECT body FROM stripe_fact WHERE owner = @owner ORDER BY occurred_at, id", reader => FactJson.ReadFact(reader.GetString(0)), cancellationToken, ("@owner", owner.ToString()));

    /// <summary>Adds a fact; false when it was known already.</summary>
    public static async Task<bool> AddFactAsync(this IStoreTransaction store, StripeOwner owner, Guid? organization, BillingFact fact, CancellationToken cancellationToken) =>
        await store.ExecuteAsync(
            """
            INSERT INTO stripe_fact (id, kind, owner, organization, payment_id, customer_id, amount, currency, occurred_at, recorded_at, body)
            VALUES (@id, @kind, @owner, @organization, @payment_id, @customer_id, @amount, @currency, @occurred_at, @recorded_at, @body) ON CONFLICT (id) DO NOTHING
            """,
            cancellationToken,
            ("@id", fact.Id), ("@kind", (int)fact.Kind), ("@owner", owner.ToString()), ("@organization", organization?.ToString()), ("@payment_id", fact.PaymentId),
            ("@customer_id", fact.CustomerId), ("@amount", fact.Amount.MinorUnits), ("@currency", fact.Amount.Currency.Code),
            ("@occurred_at", fact.OccurredAt.ToUnixTimeMilliseconds()), ("@recorded_at", store.Now.ToUnixTimeMilliseconds()), ("@body", FactJson.Write(fact))) == 1;

    /// <summary>An organisation's latest payments, its people's among them, with all that became of them; the latest first.</summary>
    public static async Task<List<(StripeOwner Owner, BillingFact Fact)>> LatestOfOrganizationAsync(this IStoreTransaction store, Guid organization, CancellationToken cancellationToken) =>
        await store.QueryAsync(
            $"""
            SELECT owner, body FROM stripe_fact WHERE payment_id IN (
                SELECT id FROM stripe_fact WHERE organization = @organization AND kind = {(int)FactKind.Payment} ORDER BY occurred_at DESC, id DESC LIMIT 20)
            ORDER BY occurred_at DESC, id DESC
            """,
            reader => (StripeOwner.TryParse(reader.GetString(0), out var owner) ? owner : default, FactJson.ReadFact(reader.GetString(1))),
            cancellationToken, ("@organization", organization.ToString()));
}
