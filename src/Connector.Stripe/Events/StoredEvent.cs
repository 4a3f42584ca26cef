using Connector.Stripe.Webhooks;

namespace Connector.Stripe.Events;

/// <summary>One event as Stripe keeps it.</summary>
/// <param name="Envelope">What it is about.</param>
/// <param name="Body">The event as JSON.</param>
public sealed record StoredEvent(WebhookEnvelope Envelope, string Body);
