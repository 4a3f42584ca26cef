namespace SyncEngine.Stripe.Webhooks;

/// <summary>What became of a delivery.</summary>
public enum WebhookOutcome
{
    /// <summary>Stored now.</summary>
    Stored = 0,

    /// <summary>Stored before: nothing changed.</summary>
    Duplicate = 1,

    /// <summary>Signed by nobody we know, or stale: nothing was stored.</summary>
    BadSignature = 2,

    /// <summary>Signed, and no event: nothing was stored.</summary>
    BadBody = 3,

    /// <summary>No secret is configured, so that nothing can be verified: nothing was stored.</summary>
    NotConfigured = 4,
}
