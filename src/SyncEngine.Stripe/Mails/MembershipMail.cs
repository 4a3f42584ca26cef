using Connector.Stripe;
using Connector.Stripe.Billing;

namespace SyncEngine.Stripe.Mails;

/// <summary>All that a mail may say.</summary>
public sealed record MembershipMail
{
    /// <summary>What it is about.</summary>
    public required MembershipMailKind Kind { get; init; }

    /// <summary>Who pays, in the site's own words: for a link of the site's own.</summary>
    public StripeOwner Owner { get; init; }

    /// <summary>Whose membership or payment.</summary>
    public required Payer Payer { get; init; }

    /// <summary>How the payer stands.</summary>
    public required Membership Membership { get; init; }

    /// <summary>The payment, or what became of it; null for mails about none.</summary>
    public PaymentRecord? Payment { get; init; }

    /// <summary>For reversals: what happened.</summary>
    public FactKind? Reversal { get; init; }

    /// <summary>The tier; null for none.</summary>
    public string? Tier { get; init; }

    /// <summary>What will be charged; null when unknown.</summary>
    public Money? Upcoming { get; init; }

    /// <summary>The card in question; null when none is.</summary>
    public PaymentMethodState? PaymentMethod { get; init; }
}
