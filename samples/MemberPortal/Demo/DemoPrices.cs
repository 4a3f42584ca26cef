using MemberPortal.Members;
using Stripe;

namespace MemberPortal.Demo;

/// <summary>The tiers' yearly prices at the simulated account, made once.</summary>
internal static class DemoPrices
{
    public static async Task<IReadOnlyDictionary<MembershipTier, string>> EnsureAsync(string apiKey, Uri account)
    {
        var stripe = new StripeClient(new StripeClientOptions { ApiKey = apiKey, ApiBase = account.ToString().TrimEnd('/') });
        var prices = new Dictionary<MembershipTier, string>();
        foreach (var tier in Dues.ForPeople.Append(MembershipTier.Organization))
        {
            var key = $"dues_{tier.ToString().ToLowerInvariant()}";
            var known = await stripe.V1.Prices.ListAsync(new PriceListOptions { LookupKeys = [key] });
            prices[tier] = known.Data.FirstOrDefault()?.Id ?? (await stripe.V1.Prices.CreateAsync(new PriceCreateOptions
            {
                Currency = Dues.Currency,
                UnitAmount = (long)(Dues.For(tier) * 100),
                LookupKey = key,
                Recurring = new PriceRecurringOptions { Interval = "year" },
                ProductData = new PriceProductDataOptions { Name = $"Annual dues, {tier}" },
            })).Id;
        }

        return prices;
    }
}
