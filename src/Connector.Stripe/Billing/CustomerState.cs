namespace Connector.Stripe.Billing;

/// <summary>All that Stripe holds of one customer at one moment, in a form of our own that no API version changes.</summary>
public sealed record CustomerState
{
    /// <summary>The customer's id.</summary>
    public required string CustomerId { get; init; }

    /// <summary>When the reading began.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>True when the customer was deleted; then nothing else is known any more, and nothing follows from its absence.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The customer's metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>All subscriptions, ended ones too.</summary>
    public IReadOnlyList<SubscriptionState> Subscriptions { get; init; } = [];

    /// <summary>All invoices, drafts too.</summary>
    public IReadOnlyList<InvoiceState> Invoices { get; init; } = [];

    /// <summary>All charges, with their refunds.</summary>
    public IReadOnlyList<ChargeState> Charges { get; init; } = [];

    /// <summary>All disputes of these charges.</summary>
    public IReadOnlyList<DisputeState> Disputes { get; init; } = [];

    /// <summary>The customer's default payment method; null when there is none.</summary>
    public PaymentMethodState? PaymentMethod { get; init; }

    /// <summary>What will be charged next; null when nothing is to come or it was not asked for.</summary>
    public UpcomingCharge? Upcoming { get; init; }
}
