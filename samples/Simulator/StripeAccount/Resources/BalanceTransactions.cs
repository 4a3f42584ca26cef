using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Resources;

internal static class BalanceTransactions
{
    /// <summary>The movement of the account's balance by a charge (with Stripe's fee), a refund, or a dispute (<c>adjustment</c>).</summary>
    public static JsonObject Make(Work work, string type, long amount, string currency, string source)
    {
        var fee = type switch
        {
            // 2.9 % and 30 of the minor unit; a dispute costs 15.00.
            "charge" => Currencies.Share(amount, 29, 1000) + 30,
            "adjustment" => amount < 0 ? 1500 : 0,
            _ => 0,
        };
        return work.New("balance_transaction", new JsonObject
        {
            ["id"] = Ids.New("txn_3"),
            ["amount"] = amount,
            ["available_on"] = work.Now + 2 * 86400,
            ["balance_type"] = "payments",
            ["created"] = work.Now,
            ["currency"] = currency,
            ["fee"] = fee,
            ["fee_details"] = fee == 0 ? new JsonArray() : new JsonArray(new JsonObject
            {
                ["amount"] = fee, ["application"] = null, ["currency"] = currency,
                ["description"] = type == "charge" ? "Stripe processing fees" : "Dispute fee", ["type"] = "stripe_fee",
            }),
            ["net"] = amount - fee,
            ["reporting_category"] = type switch { "adjustment" => amount < 0 ? "dispute" : "dispute_reversal", _ => type },
            ["source"] = source,
            ["status"] = "pending",
            ["type"] = type,
        });
    }
}
