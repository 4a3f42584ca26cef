using Connector.Stripe;

namespace SyncEngine.Stripe.Control;

/// <summary>Where Stripe's own dashboard shows what its ids name.</summary>
internal static class StripePages
{
    private static readonly (string Prefix, string Page)[] Pages =
    [
        ("cus_", "customers"), ("sub_", "subscriptions"), ("in_", "invoices"), ("pi_", "payments"), ("ch_", "payments"), ("py_", "payments"), ("du_", "disputes"), ("dp_", "disputes"), ("evt_", "events"),
    ];

    /// <returns>Null for an id of which the dashboard has no page.</returns>
    public static Uri? Of(string? id, StripeConnectorOptions options) =>
        id is not null && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') && Pages.FirstOrDefault(known => id.StartsWith(known.Prefix, StringComparison.Ordinal)).Page is { } page
            ? new Uri($"https://dashboard.stripe.com/{(options.UsesLiveMode ? "" : "test/")}{page}/{id}")
            : null;
}
