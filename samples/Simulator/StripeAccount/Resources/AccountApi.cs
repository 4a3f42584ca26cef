using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>The account itself, and what lies in it.</summary>
internal static class AccountApi
{
    public static void Map(RouteTable routes) => routes
        .MapUnstated("GET", "/v1/account", call => Account(call.Work))
        .MapUnstated("GET", "/v1/accounts/{id}", call => call.Id == call.Work.Options.AccountId
            ? Account(call.Work)
            : throw StripeError.Invalid($"The provided key does not have access to account '{call.Id}' (or that account does not exist).", code: "account_invalid", status: 403))
        .MapUnstated("GET", "/v1/balance", call => Balance(call.Work));

    private static JsonObject Account(Work work) => new()
    {
        ["id"] = work.Options.AccountId,
        ["object"] = "account",
        ["business_profile"] = new JsonObject { ["name"] = work.Options.AccountName, ["support_email"] = null, ["support_phone"] = null, ["support_url"] = null, ["url"] = null },
        ["business_type"] = "non_profit",
        ["capabilities"] = new JsonObject { ["card_payments"] = "active", ["us_bank_account_ach_payments"] = "active" },
        ["charges_enabled"] = true,
        ["country"] = work.Options.AccountCountry,
        ["default_currency"] = "usd",
        ["details_submitted"] = true,
        ["email"] = "office@simulator.example",
        ["metadata"] = new JsonObject(),
        ["payouts_enabled"] = true,
        ["settings"] = new JsonObject { ["dashboard"] = new JsonObject { ["display_name"] = work.Options.AccountName, ["timezone"] = "Etc/UTC" } },
        ["type"] = "standard",
    };

    // Money is available two days after it came in.
    private static JsonObject Balance(Work work)
    {
        var movements = work.State.All("balance_transaction").Select(doc => doc.Body).ToLookup(one => one.Amount("available_on") <= work.Now);
        return new JsonObject { ["object"] = "balance", ["available"] = Sums(movements[true]), ["livemode"] = false, ["pending"] = Sums(movements[false]) };
    }

    private static JsonArray Sums(IEnumerable<JsonObject> movements)
    {
        var sums = movements.GroupBy(one => one.Required("currency")).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (Currency: group.Key, Amount: group.Sum(one => one.Amount("net")))).DefaultIfEmpty((Currency: "usd", Amount: 0));
        return new JsonArray([.. sums.Select(sum => (JsonNode)new JsonObject { ["amount"] = sum.Amount, ["currency"] = sum.Currency, ["source_types"] = new JsonObject { ["card"] = sum.Amount } })]);
    }
}
