namespace Simulator.StripeAccount;

/// <summary>What the Stripe account is like. Its API answers under <c>/v1</c> of the simulator's address.</summary>
public sealed class StripeAccountOptions
{
    /// <summary>The keys that the API takes. Empty: any test mode key (<c>sk_test_…</c>, <c>rk_test_…</c>).</summary>
    public IList<string> SecretKeys { get; } = [];

    /// <summary>Where events are sent from the start, beside the endpoints that are registered through the API. Null: nowhere.</summary>
    public string? WebhookUrl { get; set; }

    /// <summary>The signing secret of <see cref="WebhookUrl"/>.</summary>
    public string WebhookSecret { get; set; } = "whsec_simulator";

    /// <summary>The account's id, name and country, as they stand in invoices.</summary>
    public string AccountId { get; set; } = "acct_1Simulator00000";

    /// <inheritdoc cref="AccountId"/>
    public string AccountName { get; set; } = "Simulated Nonprofit";

    /// <inheritdoc cref="AccountId"/>
    public string AccountCountry { get; set; } = "US";

    /// <summary>How long after the last delivery attempt the next is made; the last value repeats. Measured in real time.</summary>
    public IList<TimeSpan> DeliveryBackOff { get; } = [.. DefaultDeliveryBackOff];

    /// <summary>How long an endpoint may take to answer.</summary>
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>When a failed renewal is tried again, each from the attempt before; after the last the subscription ends as <see cref="AfterLastRetry"/> says.</summary>
    public IList<TimeSpan> PaymentRetries { get; } = [.. DefaultPaymentRetries];

    /// <summary>What becomes of a subscription whose renewal failed to the last: <c>canceled</c>, <c>unpaid</c> or <c>past_due</c>.</summary>
    public string AfterLastRetry { get; set; } = "canceled";

    /// <summary>How long before a renewal <c>invoice.upcoming</c> is told.</summary>
    public TimeSpan UpcomingNotice { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a renewal's invoice stays a draft.</summary>
    public TimeSpan DraftPeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a bank debit is under way.</summary>
    public TimeSpan BankDebitPeriod { get; set; } = TimeSpan.FromDays(4);

    /// <summary>Requests a second before 429 is answered; 0 switches the limit off.</summary>
    public int RequestsPerSecond { get; set; }

    private static IEnumerable<TimeSpan> DefaultDeliveryBackOff => Enumerable.Range(0, 7).Select(attempt => TimeSpan.FromSeconds(Math.Min(60, 1 << attempt)));

    /// <summary>Smart Retries: eight tries within two weeks, the first being the renewal itself.</summary>
    private static IEnumerable<TimeSpan> DefaultPaymentRetries => Enumerable.Range(0, 7).Select(attempt => TimeSpan.FromDays(attempt switch { 0 => 1, 6 => 3, _ => 2 }));

    internal void Validate()
    {
        if (WebhookUrl is not null && (!Uri.TryCreate(WebhookUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
            throw new ArgumentException($"Stripe.WebhookUrl is '{WebhookUrl}'; it must be an absolute http or https address, or null.");
        if (string.IsNullOrWhiteSpace(WebhookSecret))
            throw new ArgumentException("Stripe.WebhookSecret is blank; it must be a secret such as whsec_….");
        if (AfterLastRetry is not ("canceled" or "unpaid" or "past_due"))
            throw new ArgumentException($"Stripe.AfterLastRetry is '{AfterLastRetry}'; it must be canceled, unpaid or past_due.");
        if (RequestsPerSecond < 0)
            throw new ArgumentException($"Stripe.RequestsPerSecond is {RequestsPerSecond}; it must be 0 (no limit) or more.");
        if (DeliveryBackOff.Count == 0 || DeliveryBackOff.Any(one => one <= TimeSpan.Zero))
            throw new ArgumentException("Stripe.DeliveryBackOff must hold at least one positive time.");
        if (PaymentRetries.Any(one => one <= TimeSpan.Zero))
            throw new ArgumentException("Stripe.PaymentRetries must hold positive times.");
    }
}
