namespace Connector.Stripe;

/// <summary>How to reach one Stripe account. Validated when the host starts; each fault names its setting.</summary>
public sealed class StripeConnectorOptions
{
    /// <summary>The secret or restricted key, <c>sk_…</c> or <c>rk_…</c>. Required.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Where the API is. Default <c>https://api.stripe.com</c>; HTTPS, except to loopback.</summary>
    public Uri? ApiBase { get; set; } = new("https://api.stripe.com");

    /// <summary>The webhook endpoint's signing secrets. Several while one is rotated: any of them may have signed.</summary>
    public IList<string> WebhookSecrets { get; } = [];

    /// <summary>How far a delivery's signed time may be from ours, either way. Default 5 minutes.</summary>
    public TimeSpan WebhookTolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The account, <c>acct_…</c>. When given, events of connected accounts with another id are ignored.</summary>
    public string? AccountId { get; set; }

    /// <summary>Whether real money is meant: events of the other mode are ignored. Default: what the key says. A key of the other mode stops the start.</summary>
    public bool? LiveMode { get; set; }

    /// <summary>
    /// What this site calls itself in the metadata of what it makes. Several sites may share one account: each takes only its own customers.
    /// Must not change later. Default <c>connector</c>.
    /// </summary>
    public string Site { get; set; } = "connector";

    /// <summary>How long one sending may take. Default 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call is repeated at once, with the same idempotency key: on broken connections, conflicts, 5xx. Default 2; 0 switches it off.</summary>
    public int MaxRetries { get; set; } = 2;

    /// <summary>Whether real money is meant, by <see cref="LiveMode"/> or else by the key. Read only.</summary>
    public bool UsesLiveMode => LiveMode ?? (ApiKey ?? "").Contains("_live_", StringComparison.Ordinal);
}
