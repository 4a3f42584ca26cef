using Connector.Stripe;
using Connector.Stripe.Billing;
using Connector.Stripe.Checkout;
using Connector.Stripe.Subscriptions;

namespace SyncEngine.Stripe;

/// <summary>
/// What the site's pages do with memberships. Each change is made at Stripe, and what came of it stands in the site's rows when the call returns.
/// A payer reaches only what is their own. Calls that need Stripe throw <see cref="StripeConnectorException"/> when it fails.
/// </summary>
public interface IStripeMemberships
{
    /// <summary>How a payer stands, from the site's own tables: it works while Stripe is away. Never null; <see cref="MembershipStatus.None"/> for strangers.</summary>
    Task<MembershipOverview> GetAsync(StripeOwner owner, CancellationToken cancellationToken = default);

    /// <summary>Opens the page for paying dues; a payer with a live subscription is told so instead.</summary>
    /// <exception cref="ArgumentException">There is no such tier, or no such payer on the site.</exception>
    Task<CheckoutStart> StartCheckoutAsync(CheckoutRequest request, CancellationToken cancellationToken = default);

    /// <summary>Opens the page for a one-off donation.</summary>
    Task<CheckoutStart> StartDonationAsync(StripeOwner owner, Money amount, Uri successUrl, Uri cancelUrl, CancellationToken cancellationToken = default);

    /// <summary>Opens the page for a new card for the payer's subscription.</summary>
    /// <exception cref="InvalidOperationException">The payer has no live subscription.</exception>
    Task<CheckoutStart> StartCardUpdateAsync(StripeOwner owner, Uri successUrl, Uri cancelUrl, CancellationToken cancellationToken = default);

    /// <summary>
    /// For the page that Stripe returns to: does at once what the webhooks will ask for, and puts a new card to use. Any number of times with the same result.
    /// </summary>
    /// <param name="sessionId">The <c>session_id</c> of the address; anything may stand there.</param>
    /// <param name="owner">The signed-in payer: a session of somebody else is not touched.</param>
    /// <param name="cancellationToken">Cancels the calls; the webhooks do the rest.</param>
    /// <returns>Null when the session is not this payer's, or there is none.</returns>
    Task<CheckoutReturn?> ReconcileNowAsync(string sessionId, StripeOwner owner, CancellationToken cancellationToken = default);

    /// <summary>Reads the payer's present state from Stripe and brings the site's rows to it, now.</summary>
    Task<MembershipOverview> RefreshAsync(StripeOwner owner, CancellationToken cancellationToken = default);

    /// <summary>Opens Stripe's billing portal.</summary>
    /// <exception cref="InvalidOperationException">The payer has no customer at Stripe.</exception>
    Task<Uri> OpenPortalAsync(StripeOwner owner, Uri returnUrl, CancellationToken cancellationToken = default);

    /// <summary>Lets the membership end with the paid period.</summary>
    Task<MembershipOverview> CancelAsync(StripeOwner owner, CancellationToken cancellationToken = default);

    /// <summary>Lets it go on after all.</summary>
    Task<MembershipOverview> UndoCancelAsync(StripeOwner owner, CancellationToken cancellationToken = default);

    /// <summary>Pauses the collection of dues.</summary>
    Task<MembershipOverview> PauseAsync(StripeOwner owner, DateTimeOffset? until = null, CancellationToken cancellationToken = default);

    /// <summary>Resumes it.</summary>
    Task<MembershipOverview> ResumeAsync(StripeOwner owner, CancellationToken cancellationToken = default);

    /// <summary>What a change of tier would cost.</summary>
    Task<TierChangePreview> PreviewTierAsync(StripeOwner owner, string tier, CancellationToken cancellationToken = default);

    /// <summary>Changes the tier as previewed.</summary>
    Task<MembershipOverview> ChangeTierAsync(StripeOwner owner, TierChangePreview preview, CancellationToken cancellationToken = default);

    /// <summary>Tries to collect the open invoice now.</summary>
    /// <exception cref="StripeConnectorException"><see cref="StripeFailure.Declined"/> when the card is declined again.</exception>
    Task<MembershipOverview> RetryPaymentAsync(StripeOwner owner, CancellationToken cancellationToken = default);

    /// <summary>Records a cheque or transfer; from there it goes the way of every payment. The same id a second time changes nothing.</summary>
    Task<MembershipOverview> RecordOfflinePaymentAsync(OfflinePayment payment, CancellationToken cancellationToken = default);

    /// <summary>Gives a membership without payment through a day, or takes it back with null.</summary>
    Task<MembershipOverview> SetComplimentaryAsync(StripeOwner owner, DateOnly? through, CancellationToken cancellationToken = default);
}
