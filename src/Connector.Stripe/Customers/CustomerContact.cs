namespace Connector.Stripe.Customers;

/// <summary>How Stripe may address a payer.</summary>
/// <param name="Name">A person's or an organisation's name.</param>
/// <param name="Email">Where Stripe's own mails go.</param>
public sealed record CustomerContact(string Name, string Email);
