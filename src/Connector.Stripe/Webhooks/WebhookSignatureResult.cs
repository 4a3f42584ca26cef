namespace Connector.Stripe.Webhooks;

/// <summary>What became of a signature check.</summary>
public enum WebhookSignatureResult
{
    /// <summary>Signed with one of our secrets, and fresh.</summary>
    Valid = 0,

    /// <summary>There is no <c>Stripe-Signature</c> header.</summary>
    HeaderMissing = 1,

    /// <summary>The header has no readable <c>t</c> or no <c>v1</c>.</summary>
    HeaderMalformed = 2,

    /// <summary>None of its signatures is ours: forged, changed on the way, or signed with a secret that is not configured.</summary>
    NoMatch = 3,

    /// <summary>Signed by us longer ago than the tolerance: replayed, or this host's clock is ahead.</summary>
    TooOld = 4,

    /// <summary>Signed by us further in the future than the tolerance: this host's clock is behind.</summary>
    TooNew = 5,
}
