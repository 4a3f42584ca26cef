namespace SyncEngine.Stripe.Site;

/// <summary>How a payment becomes a row of the site's.</summary>
internal sealed record PaymentMap(Type Type, Func<PaymentRecord, object> Create, Action<object, PaymentRecord>? Update);
