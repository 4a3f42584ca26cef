namespace Connector.Stripe.Billing;

/// <summary>One charge at one moment.</summary>
public sealed record ChargeState
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The payment intent behind it; null for old charges without one.</summary>
    public string? PaymentIntentId { get; init; }

    /// <summary><c>succeeded</c>, <c>pending</c> (bank debits), <c>failed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>How much.</summary>
    public required Money Amount { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>True when the payer's bank was asked to take it back.</summary>
    public bool IsDisputed { get; init; }

    /// <summary>What it was for, in the words given at the time; null when none were.</summary>
    public string? Description { get; init; }

    /// <summary>Why it failed, in Stripe's words for the payer; null when it did not.</summary>
    public string? FailureMessage { get; init; }

    /// <summary>Its metadata; Stripe copies the payment intent's.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Its refunds, of any state.</summary>
    public IReadOnlyList<RefundState> Refunds { get; init; } = [];
}
