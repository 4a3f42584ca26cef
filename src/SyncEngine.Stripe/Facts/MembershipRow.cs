using Connector.Stripe;
using Connector.Stripe.Billing;

namespace SyncEngine.Stripe.Facts;

/// <summary>How a payer stood when last reckoned, and what the organisation decided about them.</summary>
internal sealed record MembershipRow(StripeOwner Owner, Membership Membership, DateOnly? ComplimentaryThrough);
