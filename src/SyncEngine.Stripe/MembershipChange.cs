using Connector.Stripe;
using Connector.Stripe.Billing;

namespace SyncEngine.Stripe;

/// <summary>What the site's rows are to say. All values are absolute: applied twice they leave the same.</summary>
public sealed record MembershipChange
{
    /// <summary>Who pays.</summary>
    public required StripeOwner Owner { get; init; }

    /// <summary>How they stand.</summary>
    public required Membership Membership { get; init; }

    /// <summary>The word for the status.</summary>
    public required string StatusName { get; init; }

    /// <summary>The tier; null when what was paid for is no tier of the site's, which changes nothing.</summary>
    public string? Tier { get; init; }

    /// <summary>Payments that are new or stand differently now.</summary>
    public IReadOnlyList<PaymentRecord> Payments { get; init; } = [];

    /// <summary>The organisation whose latest payment is to be shown; null for none, and for one that never paid.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>The organisation's latest payment; null when all that was paid was given back.</summary>
    public PaymentRecord? OrganizationLastPayment { get; init; }
}
