using Connector.Stripe;
using Connector.Stripe.Billing;

namespace SyncEngine.Stripe;

/// <summary>How a payer stands, for a page.</summary>
public sealed record MembershipOverview
{
    /// <summary>Who.</summary>
    public required StripeOwner Owner { get; init; }

    /// <summary>Status, dates, and what was last paid.</summary>
    public required Membership Membership { get; init; }

    /// <summary>The site's word for the status.</summary>
    public required string StatusName { get; init; }

    /// <summary>The tier; null when what was paid for is no tier of the site's.</summary>
    public string? Tier { get; init; }

    /// <summary>The live subscription; null without one.</summary>
    public SubscriptionState? Subscription { get; init; }

    /// <summary>What it charges: the subscription's own payment method, or else the customer's. Null when there is none.</summary>
    public PaymentMethodState? PaymentMethod { get; init; }

    /// <summary>What will be charged next; null when nothing is to come.</summary>
    public UpcomingCharge? Upcoming { get; init; }

    /// <summary>The invoice that waits for payment; null when none does.</summary>
    public InvoiceState? OpenInvoice { get; init; }

    /// <summary>All finalised invoices with their pages and PDFs, the newest first.</summary>
    public IReadOnlyList<InvoiceState> Invoices { get; init; } = [];

    /// <summary>All payments, the newest first.</summary>
    public IReadOnlyList<PaymentRecord> Payments { get; init; } = [];

    /// <summary>The last day of a complimentary membership; null without one.</summary>
    public DateOnly? ComplimentaryThrough { get; init; }

    /// <summary>When Stripe was last read; null when never.</summary>
    public DateTimeOffset? ReadAt { get; init; }
}
