using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Billing;

/// <summary>What a change of a subscription's items costs for the rest of the period, to the second.</summary>
internal static class Prorations
{
    /// <summary>
    /// Two lines for each item that changed: the unused time of the old price as a credit, the remaining time of the new one as a charge.
    /// </summary>
    public static List<JsonObject> Lines(Work work, JsonObject subscription, IReadOnlyList<JsonObject> before, IReadOnlyList<JsonObject> after, long at, bool restarts)
    {
        var lines = new List<JsonObject>();
        foreach (var old in before)
        {
            var now = after.FirstOrDefault(item => item.Text("id") == old.Text("id"));
            if (now is not null && !restarts && Same(old, now))
                continue;
            lines.Add(Line(work, subscription, old, at, credit: true));
            if (now is not null && !restarts)
                lines.Add(Line(work, subscription, now, at, credit: false));
        }
        foreach (var added in after.Where(item => !restarts && before.All(old => old.Text("id") != item.Text("id"))))
            lines.Add(Line(work, subscription, added, at, credit: false));
        return lines;
    }

    private static JsonObject Line(Work work, JsonObject subscription, JsonObject item, long at, bool credit)
    {
        var (start, end) = (item.Amount("current_period_start"), item.Amount("current_period_end"));
        var price = item.Object("price")!;
        var share = Currencies.Share(price.Amount("unit_amount") * (item.Number("quantity") ?? 1), Math.Clamp(end - at, 0, end - start), end - start);
        var day = DateTimeOffset.FromUnixTimeSeconds(at).ToString("d MMM yyyy", System.Globalization.CultureInfo.InvariantCulture);
        return InvoiceLines.OfItem(work, subscription, item, at, end, credit ? -share : share, proration: true,
            $"{(credit ? "Unused" : "Remaining")} time on {InvoiceLines.ProductName(work, price)} after {day}");
    }

    private static bool Same(JsonObject old, JsonObject now) =>
        old.Text("price.id") == now.Text("price.id") && (old.Number("quantity") ?? 1) == (now.Number("quantity") ?? 1);
}
