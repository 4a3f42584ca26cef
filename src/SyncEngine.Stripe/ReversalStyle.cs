namespace SyncEngine.Stripe;

/// <summary>How a refund or a lost dispute shows among the site's payments, and so in Salesforce.</summary>
public enum ReversalStyle
{
    /// <summary>The payment's own state and net amount change.</summary>
    ChangePayment = 0,

    /// <summary>The payment stays; each reversal becomes a payment of its own with a negative amount.</summary>
    NegativePayment = 1,
}
