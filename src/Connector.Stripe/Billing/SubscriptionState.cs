namespace Connector.Stripe.Billing;

/// <summary>One subscription at one moment.</summary>
public sealed record SubscriptionState
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Stripe's word: <c>incomplete</c>, <c>incomplete_expired</c>, <c>trialing</c>, <c>active</c>, <c>past_due</c>, <c>canceled</c>, <c>unpaid</c>, <c>paused</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Its items; the periods stand here, not on the subscription.</summary>
    public IReadOnlyList<SubscriptionItemState> Items { get; init; } = [];

    /// <summary>When it is to end; null when it goes on. The customer portal sets this and leaves <see cref="CancelAtPeriodEnd"/> false.</summary>
    public DateTimeOffset? CancelAt { get; init; }

    /// <summary>True when it is to end with its period. The dashboard and the API may set only this.</summary>
    public bool CancelAtPeriodEnd { get; init; }

    /// <summary>When it was told to end; null when it was not.</summary>
    public DateTimeOffset? CanceledAt { get; init; }

    /// <summary>When it ended; null while it lives.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended or is to end: <c>cancellation_requested</c>, <c>payment_failed</c>, <c>payment_disputed</c>; null when it is not known.</summary>
    public string? CancellationReason { get; init; }

    /// <summary>When its trial ends; null without one.</summary>
    public DateTimeOffset? TrialEnd { get; init; }

    /// <summary>Collection is paused this way (<c>void</c>, <c>keep_as_draft</c>, <c>mark_uncollectible</c>); null when it is not. The status stays active then.</summary>
    public string? PausedCollection { get; init; }

    /// <summary>When paused collection goes on by itself; null when only by hand.</summary>
    public DateTimeOffset? ResumesAt { get; init; }

    /// <summary>The payment method that this subscription charges; null when it uses the customer's default.</summary>
    public PaymentMethodState? PaymentMethod { get; init; }

    /// <summary>Its latest invoice.</summary>
    public string? LatestInvoiceId { get; init; }

    /// <summary>Its metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>True while it may still charge or come back to life: everything but <c>canceled</c> and <c>incomplete_expired</c>.</summary>
    public bool IsLive => Status is not ("canceled" or "incomplete_expired");

    /// <summary>When it ends of itself, whichever way that is marked; null when it goes on.</summary>
    public DateTimeOffset? EndsAt => CancelAt ?? (CancelAtPeriodEnd && Items.Count > 0 ? Items.Max(item => item.PeriodEnd) : null);

    /// <summary>True when it is paused in either of the two ways.</summary>
    public bool IsPaused => Status == "paused" || PausedCollection is not null;
}
