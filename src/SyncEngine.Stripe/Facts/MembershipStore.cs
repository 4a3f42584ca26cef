using System.Globalization;
using Connector.Stripe;
using Connector.Stripe.Billing;
using SyncEngine.Storage;
using SyncEngine.Stripe.Storage;

namespace SyncEngine.Stripe.Facts;

/// <summary>Memberships as last reckoned.</summary>
internal static class MembershipStore
{
    public static async Task<MembershipRow?> FindMembershipAsync(this IStoreTransaction store, StripeOwner owner, CancellationToken cancellationToken) =>
        (await store.QueryAsync(
            "SELECT body, complimentary_through FROM stripe_membership WHERE owner = @owner",
            reader => new MembershipRow(owner, FactJson.ReadMembership(reader.GetString(0)),
                reader.TextOrNull(1) is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null),
            cancellationToken, ("@owner", owner.ToString()))).FirstOrDefault();

    public static Task SaveMembershipAsync(
        this IStoreTransaction store, MembershipRow row, Guid? organization, DateTimeOffset? nextLookAt, CancellationToken cancellationToken) =>
        store.ExecuteAsync(
            """
            INSERT INTO stripe_membership (owner, status, body, complimentary_through, organization, reckoned_at, next_look_at)
            VALUES (@owner, @status, @body, @complimentary, @organization, @now, @look)
            ON CONFLICT (owner) DO UPDATE SET status = excluded.status, body = excluded.body, complimentary_through = excluded.complimentary_through,
                organization = excluded.organization, reckoned_at = excluded.reckoned_at, next_look_at = excluded.next_look_at
            """,
            cancellationToken,
            ("@owner", row.Owner.ToString()), ("@status", (int)row.Membership.Status), ("@body", FactJson.Write(row.Membership)),
            ("@complimentary", row.ComplimentaryThrough?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("@organization", organization?.ToString()),
            ("@now", store.Now.ToUnixTimeMilliseconds()), ("@look", nextLookAt?.ToUnixTimeMilliseconds()));

    /// <summary>Whether there are such payers as <see cref="TakeDueAsync"/> hands out.</summary>
    public static async Task<bool> HasDueAsync(this IStoreTransaction store, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await store.QueryAsync("SELECT 1 FROM stripe_membership WHERE next_look_at <= @now LIMIT 1", _ => true, cancellationToken, ("@now", now.ToUnixTimeMilliseconds()))).Count > 0;

    /// <summary>Payers whose standing may have changed by the passing of time; each is handed out once.</summary>
    public static async Task<List<StripeOwner>> TakeDueAsync(this IStoreTransaction store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = await store.QueryAsync(
            "UPDATE stripe_membership SET next_look_at = NULL WHERE owner IN (SELECT owner FROM stripe_membership WHERE next_look_at <= @now ORDER BY next_look_at LIMIT 500) RETURNING owner",
            reader => reader.GetString(0), cancellationToken, ("@now", now.ToUnixTimeMilliseconds()));
        return [.. due.Select(text => StripeOwner.TryParse(text, out var owner) ? owner : (StripeOwner?)null).OfType<StripeOwner>()];
    }
}
