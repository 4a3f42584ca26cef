namespace Connector.Stripe.Billing;

/// <summary>One invoice at one moment.</summary>
public sealed record InvoiceState
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The number on it; null before it is finalised.</summary>
    public string? Number { get; init; }

    /// <summary><c>draft</c>, <c>open</c>, <c>paid</c>, <c>uncollectible</c>, <c>void</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The subscription that it bills; null for a one-off invoice.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>Why it was made: <c>subscription_create</c>, <c>subscription_cycle</c>, <c>subscription_update</c>, <c>manual</c>, ….</summary>
    public string? BillingReason { get; init; }

    /// <summary>Its whole amount.</summary>
    public required Money Total { get; init; }

    /// <summary>What has been paid of it.</summary>
    public required Money Paid { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was paid; null when it is not.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>How often payment was tried.</summary>
    public long AttemptCount { get; init; }

    /// <summary>When payment is tried next; null when it is not tried again by itself.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>Stripe's page of it; null before it is finalised.</summary>
    public string? HostedUrl { get; init; }

    /// <summary>Its PDF; null before it is finalised.</summary>
    public string? Pdf { get; init; }

    /// <summary>Its payments, of any state.</summary>
    public IReadOnlyList<InvoicePaymentState> Payments { get; init; } = [];

    /// <summary>Its lines.</summary>
    public IReadOnlyList<InvoiceLineState> Lines { get; init; } = [];

    /// <summary>Marked paid by somebody without money through Stripe.</summary>
    public bool IsPaidOutOfBand => Status == "paid" && Total.MinorUnits > 0 && Payments.All(payment => payment.Status != "paid");
}
