using Connector.Stripe.Billing;

namespace Connector.Stripe.Subscriptions;

/// <summary>What a payer may change about a running membership. Each can be called twice with the same result.</summary>
public interface IStripeSubscriptions
{
    /// <summary>All of the account that have not ended, of whomever: what a comparison holds the site's memberships against.</summary>
    IAsyncEnumerable<CustomerSubscription> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Lets it end with the period that is paid for.</summary>
    Task<SubscriptionState> CancelAtPeriodEndAsync(string subscriptionId, CancellationToken cancellationToken = default);

    /// <summary>Lets it go on after all, whichever way its end was marked: by the period's end or by a date.</summary>
    Task<SubscriptionState> UndoCancelAsync(string subscriptionId, CancellationToken cancellationToken = default);

    /// <summary>Ends it at once, without a refund.</summary>
    Task<SubscriptionState> CancelNowAsync(string subscriptionId, CancellationToken cancellationToken = default);

    /// <summary>Pauses the collection of money; invoices that fall due meanwhile are voided.</summary>
    /// <param name="subscriptionId">Which one.</param>
    /// <param name="until">When it goes on by itself; null for by hand.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<SubscriptionState> PauseAsync(string subscriptionId, DateTimeOffset? until = null, CancellationToken cancellationToken = default);

    /// <summary>Resumes, from either kind of pause.</summary>
    Task<SubscriptionState> ResumeAsync(string subscriptionId, CancellationToken cancellationToken = default);

    /// <summary>What a change of tier would cost now, and the sum of the next invoice.</summary>
    Task<TierChangePreview> PreviewTierAsync(string subscriptionId, string priceId, CancellationToken cancellationToken = default);

    /// <summary>Changes the tier exactly as previewed. The difference is charged at once; when that fails nothing changes.</summary>
    /// <exception cref="StripeConnectorException"><see cref="StripeFailure.Declined"/> when the difference cannot be charged.</exception>
    Task<SubscriptionState> ChangeTierAsync(string subscriptionId, TierChangePreview preview, CancellationToken cancellationToken = default);

    /// <summary>Tries to collect an open invoice now. A paid one is left as it is.</summary>
    /// <exception cref="StripeConnectorException"><see cref="StripeFailure.Declined"/> when the card is declined again.</exception>
    Task RetryInvoiceAsync(string invoiceId, CancellationToken cancellationToken = default);
}
