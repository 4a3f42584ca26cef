using Connector.Stripe;
using Connector.Stripe.Billing;

namespace SyncEngine.Stripe;

/// <summary>A payment that did not come through Stripe.</summary>
public sealed record OfflinePayment
{
    /// <summary>Made by the page that records it: sent twice, it is recorded once.</summary>
    public required Guid Id { get; init; }

    /// <summary>Who paid.</summary>
    public required StripeOwner Owner { get; init; }

    /// <summary>How much; positive.</summary>
    public required Money Amount { get; init; }

    /// <summary>When, in the organisation's time zone.</summary>
    public required DateOnly PaidOn { get; init; }

    /// <summary>The tier it pays for; null for a donation.</summary>
    public string? Tier { get; init; }

    /// <summary>The first day it pays for; null for a donation.</summary>
    public DateOnly? PeriodStart { get; init; }

    /// <summary>The day of renewal; null for a donation.</summary>
    public DateOnly? PeriodEnd { get; init; }

    /// <summary>A cheque's number or a transfer's reference; null for none.</summary>
    public string? Reference { get; init; }

    /// <summary>The member of staff who recorded it.</summary>
    public required string RecordedBy { get; init; }
}
