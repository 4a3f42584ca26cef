namespace SyncEngine.Stripe.Webhooks;

/// <summary>What became of a delivery.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Reason">Why, in plain words, for the sender of a rejected delivery and for the log; null when it was stored.</param>
/// <param name="EventId">The event's id; null when it was rejected.</param>
public sealed record WebhookReceipt(WebhookOutcome Outcome, string? Reason = null, string? EventId = null);
