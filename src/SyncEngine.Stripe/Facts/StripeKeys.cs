using Connector.Stripe;
using SyncEngine.Model;

namespace SyncEngine.Stripe.Facts;

/// <summary>The keys of this kind: <c>stripe:customer:cus_…</c>, <c>stripe:dispute:dp_…</c>, and <c>stripe:member:…</c> for what follows without Stripe.</summary>
internal static class StripeKeys
{
    public const string Kind = "stripe";
    public const string CustomerType = "customer";

    public static WorkKey Customer(string customerId) => new(Kind, CustomerType, customerId);

    public static WorkKey Owner(StripeOwner owner) => new(Kind, owner.Kind, owner.Id);

    /// <summary>What an event is about: the customer where it names one, so that many events become one look; else the object.</summary>
    public static WorkKey? Of(string? customerId, string? objectType, string? objectId) =>
        customerId is not null ? Customer(customerId)
        : objectType is not null && objectId is not null ? new WorkKey(Kind, objectType, objectId)
        : null;

    public static bool IsOwner(WorkKey key) => key.Type is StripeOwner.MemberKind or StripeOwner.OrganizationKind;
}
