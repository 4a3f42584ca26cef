namespace SyncEngine.Stripe;

/// <summary>How a payment stands.</summary>
public enum PaymentState
{
    /// <summary>The money is here.</summary>
    Paid = 0,

    /// <summary>A part of it went back.</summary>
    PartiallyRefunded = 1,

    /// <summary>All of it went back.</summary>
    Refunded = 2,

    /// <summary>The payer's bank holds it until the dispute is decided.</summary>
    Disputed = 3,

    /// <summary>A dispute was lost: it is gone.</summary>
    Lost = 4,

    /// <summary>Not a payment but the reversal of one, with a negative amount.</summary>
    Reversal = 5,
}
