using Connector.Stripe;
using Connector.Stripe.Billing;

namespace SyncEngine.Stripe.Facts;

/// <summary>A customer that is linked to a payer of the site.</summary>
internal sealed record CustomerRow(string Id, StripeOwner Owner, bool IsDeleted, CustomerState? State);
