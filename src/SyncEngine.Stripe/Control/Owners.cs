using Connector.Stripe;
using SyncEngine.Model;
using SyncEngine.Stripe.Site;

namespace SyncEngine.Stripe.Control;

/// <summary>From a payer to the record that the engine keeps in agreement.</summary>
internal static class Owners
{
    /// <returns>Null for an organisation where the site has none.</returns>
    public static WorkKey? Record(this MembershipMap map, StripeOwner owner) =>
        (owner.Kind == StripeOwner.OrganizationKind ? map.Organization?.Type.Name : map.MemberMapping) is { } mapping ? WorkKey.ForRecord(mapping, owner.Id) : null;
}
