namespace Connector.Stripe.Billing;

/// <summary>A payment method, as far as a page may show it. Card data never touches us.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type"><c>card</c>, <c>us_bank_account</c>, ….</param>
/// <param name="Brand">The card's brand or the bank's name; null when unknown.</param>
/// <param name="Last4">The last four digits; null when unknown.</param>
/// <param name="ExpiryYear">For cards.</param>
/// <param name="ExpiryMonth">For cards, 1 to 12.</param>
public sealed record PaymentMethodState(string Id, string Type, string? Brand, string? Last4, int? ExpiryYear = null, int? ExpiryMonth = null);
