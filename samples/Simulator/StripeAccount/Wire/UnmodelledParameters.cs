using System.Text.Json;
using System.Text.Json.Nodes;

namespace Simulator.StripeAccount.Wire;

/// <summary>Parameters that would change what happens and that the account does not model: refused rather than ignored. Pure.</summary>
internal static class UnmodelledParameters
{
    private static readonly HashSet<string> Anywhere =
    [
        "application_fee_amount", "application_fee_percent", "on_behalf_of", "transfer_data", "stripe_account", "tiers", "transform_quantity", "currency_options",
        "billing_thresholds", "billing_schedules", "pending_invoice_item_interval", "default_tax_rates", "tax_rates", "shipping_cost", "from_invoice",
    ];

    private static readonly HashSet<string> Switches = ["automatic_tax", "tax_id_collection", "managed_payments", "recovery"];

    private static readonly HashSet<string> OfCheckout =
        ["custom_fields", "shipping_options", "shipping_address_collection", "consent_collection", "optional_items", "permissions", "name_collection"];

    /// <exception cref="StripeError">One of them was given; the error names it.</exception>
    public static void Refuse(string path, JsonObject bound) => Visit(bound, "", path.StartsWith("/v1/checkout/", StringComparison.Ordinal));

    private static void Visit(JsonObject bound, string prefix, bool checkout)
    {
        foreach (var (name, value) in bound)
        {
            var param = prefix.Length == 0 ? name : $"{prefix}[{name}]";
            if (value is null || name is "metadata")
                continue;
            if (Anywhere.Contains(name) || (checkout && OfCheckout.Contains(name)) || (Switches.Contains(name) && IsOn(value)))
                throw StripeError.NotModelled($"The parameter {param}", param);
            if (value is JsonObject inner)
                Visit(inner, param, checkout);
            else if (value is JsonArray array)
                foreach (var (item, index) in array.Select((item, index) => (item, index)))
                    if (item is JsonObject element)
                        Visit(element, $"{param}[{index}]", checkout);
        }
    }

    private static bool IsOn(JsonNode value) => value is JsonObject hash && hash["enabled"]?.GetValueKind() is JsonValueKind.True;
}
