namespace SyncEngine.Stripe.Webhooks;

/// <summary>How a stored event stands.</summary>
public enum WebhookState
{
    /// <summary>Stored; what it is about is marked.</summary>
    Stored = 0,

    /// <summary>What it is about was reconciled after it came.</summary>
    Reconciled = 1,

    /// <summary>Not for this site, with the reason stated.</summary>
    Ignored = 2,

    /// <summary>Of a version or type that is not known: somebody should look. What it is about was marked all the same, where it says that.</summary>
    Quarantined = 3,
}
