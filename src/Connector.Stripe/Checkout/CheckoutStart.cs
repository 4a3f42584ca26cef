namespace Connector.Stripe.Checkout;

/// <summary>What became of a wish to pay.</summary>
/// <param name="Outcome">Whether there is a page to go to.</param>
/// <param name="Url">Stripe's page; null unless started.</param>
/// <param name="SessionId">The session; null unless started.</param>
/// <param name="SubscriptionId">The live subscription that stands in the way; null when started.</param>
public sealed record CheckoutStart(CheckoutOutcome Outcome, Uri? Url, string? SessionId, string? SubscriptionId = null);
