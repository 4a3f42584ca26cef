using Connector.Stripe;
using Connector.Stripe.Billing;

namespace SyncEngine.Stripe.Facts;

/// <summary>Who a mail may go to, and how they stand.</summary>
internal sealed record MailContext(StripeOwner Owner, Payer? Payer, Membership Membership, string? Tier, IReadOnlyList<CustomerRow> Customers);
