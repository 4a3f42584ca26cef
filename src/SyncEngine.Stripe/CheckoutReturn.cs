using Connector.Stripe.Checkout;

namespace SyncEngine.Stripe;

/// <summary>What the page that Stripe returns to can say.</summary>
/// <param name="Session">The session: <c>paid</c>, or <c>unpaid</c> while a bank debit is under way.</param>
/// <param name="Overview">How the payer stands now.</param>
public sealed record CheckoutReturn(CheckoutSessionState Session, MembershipOverview Overview);
