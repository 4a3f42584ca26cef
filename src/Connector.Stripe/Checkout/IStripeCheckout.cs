namespace Connector.Stripe.Checkout;

/// <summary>Starts Stripe's hosted pages and reads what became of them. Card data never touches the site.</summary>
public interface IStripeCheckout
{
    /// <summary>
    /// Starts the payment of annual dues. Nobody gets a second live subscription by it: a live one is answered instead, an open page for the same
    /// is handed out again, an open page for something else is closed first, and two starts at once end in one page.
    /// </summary>
    Task<CheckoutStart> StartMembershipAsync(MembershipCheckout request, CancellationToken cancellationToken = default);

    /// <summary>Starts a one-off donation.</summary>
    Task<CheckoutStart> StartDonationAsync(DonationCheckout request, CancellationToken cancellationToken = default);

    /// <summary>Starts the update of the card that a subscription charges. When it is completed, <see cref="CompleteCardUpdateAsync"/> puts it to use.</summary>
    Task<CheckoutStart> StartCardUpdateAsync(CardUpdateCheckout request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes the payment method of a completed card update the default of its subscription and of its customer, and pays the subscription's open invoice with it.
    /// Any number of times with the same result.
    /// </summary>
    /// <returns>The session as it stands; unchanged things when it is not complete.</returns>
    Task<CheckoutSessionState> CompleteCardUpdateAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>Reads one session; null when there is none of that id.</summary>
    Task<CheckoutSessionState?> FindAsync(string sessionId, CancellationToken cancellationToken = default);
}
