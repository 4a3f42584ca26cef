using Connector.Stripe;
using Connector.Stripe.Billing;
using SyncEngine.Model;

namespace SyncEngine.Stripe.Facts;

/// <summary>For whom to reckon, and from what.</summary>
internal sealed record ReckoningWish(StripeOwner Owner, WorkKey Key)
{
    /// <summary>A customer's state as just read; null to reckon from what is stored.</summary>
    public CustomerState? State { get; init; }

    /// <summary>The database's time before it was read.</summary>
    public DateTimeOffset ObservedAt { get; init; }

    /// <summary>Payments that did not come through Stripe.</summary>
    public IReadOnlyList<BillingFact> OfflineFacts { get; init; } = [];

    public bool SetsComplimentary { get; init; }

    public DateOnly? ComplimentaryThrough { get; init; }

    /// <summary>Whether all of the site's rows are brought to what they should be, not only those of new facts.</summary>
    public bool IsRepair { get; init; }
}
