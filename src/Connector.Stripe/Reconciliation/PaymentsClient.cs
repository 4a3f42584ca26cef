using System.Runtime.CompilerServices;
using Connector.Stripe.Api;
using Connector.Stripe.Customers;
using Stripe;

namespace Connector.Stripe.Reconciliation;

internal sealed class PaymentsClient(StripeApi api) : IStripePayments
{
    public async IAsyncEnumerable<CustomerCharge> ListAsync(DateTimeOffset from, DateTimeOffset until, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? after = null;
        while (true)
        {
            var options = new ChargeListOptions
            {
                Limit = 100,
                StartingAfter = after,
                Created = new DateRangeOptions { GreaterThanOrEqual = from.UtcDateTime, LessThan = until.UtcDateTime },
                Expand = ["data.refunds"],
            };
            var page = await api.CallAsync("charges.list", (client, token) => client.V1.Charges.ListAsync(options, cancellationToken: token), cancellationToken);
            foreach (var charge in page.Data)
                yield return new CustomerCharge(charge.CustomerId, charge.ToState());

            if (!page.HasMore || page.Data.Count == 0)
                yield break;

            after = page.Data[^1].Id;
        }
    }
}
