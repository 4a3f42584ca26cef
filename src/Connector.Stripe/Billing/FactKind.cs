namespace Connector.Stripe.Billing;

/// <summary>What happened.</summary>
public enum FactKind
{
    /// <summary>Money came in.</summary>
    Payment = 0,

    /// <summary>A period was paid for, perhaps with nothing: a trial, a voucher for the whole amount.</summary>
    Period = 1,

    /// <summary>Money went back to the payer.</summary>
    Refund = 2,

    /// <summary>A refund did not reach the payer and came back.</summary>
    RefundFailed = 3,

    /// <summary>The payer's bank took the money back until the dispute is decided.</summary>
    DisputeOpened = 4,

    /// <summary>The dispute was decided for us: the money came back.</summary>
    DisputeWon = 5,

    /// <summary>The dispute was decided against us: the money is gone for good.</summary>
    DisputeLost = 6,
}
