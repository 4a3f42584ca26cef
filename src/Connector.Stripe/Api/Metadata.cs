namespace Connector.Stripe.Api;

/// <summary>What we write on what we make, and the only thing by which we know it again.</summary>
internal static class Metadata
{
    public const string Site = "connector_site";
    public const string Owner = "connector_owner";

    /// <summary>On an open payment page: what it is for.</summary>
    public const string Request = "connector_request";

    /// <summary>On a page for a new card: the subscription that is to charge it.</summary>
    public const string Subscription = "connector_subscription";

    public static Dictionary<string, string> For(string site, StripeOwner owner) => new() { [Site] = site, [Owner] = owner.ToString() };

    public static StripeOwner? OwnerOf(IReadOnlyDictionary<string, string>? metadata, string site) =>
        metadata is not null && metadata.TryGetValue(Site, out var whose) && whose == site
        && metadata.TryGetValue(Owner, out var text) && StripeOwner.TryParse(text, out var owner) ? owner : null;

    /// <summary>The same for the SDK's dictionaries.</summary>
    public static StripeOwner? OwnerOf(Dictionary<string, string>? metadata, string site) => OwnerOf((IReadOnlyDictionary<string, string>?)metadata, site);
}
