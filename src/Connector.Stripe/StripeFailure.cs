namespace Connector.Stripe;

/// <summary>What kind of failure a call met.</summary>
public enum StripeFailure
{
    /// <summary>Stripe refuses the request as it is: a wrong parameter or state.</summary>
    Invalid = 0,

    /// <summary>The card or account was declined; <see cref="StripeConnectorException.DeclineCode"/> says why.</summary>
    Declined = 1,

    /// <summary>There is no such object in this account and mode.</summary>
    NotFound = 2,

    /// <summary>The key is wrong, revoked, or may not do this.</summary>
    Authentication = 3,

    /// <summary>Too many calls at once.</summary>
    RateLimited = 4,

    /// <summary>The same idempotency key came with other parameters, or twice at once.</summary>
    Idempotency = 5,

    /// <summary>Stripe had a bad moment.</summary>
    ServerError = 6,

    /// <summary>There was no answer, or none that could be read.</summary>
    NoAnswer = 7,
}
