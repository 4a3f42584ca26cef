using Simulator.StripeAccount.Resources;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount;

/// <summary>All routes that the account models.</summary>
internal static class StripeAccountRoutes
{
    public static RouteTable Create()
    {
        var routes = new RouteTable();
        foreach (var map in (Action<RouteTable>[])
            [Customers.Map, Sources.Map, Catalog.Map, Coupons.Map, PaymentMethods.Map, PaymentIntents.Map, SetupIntents.Map, Charges.Map, Refunds.Map, Disputes.Map,
             SubscriptionApi.Map, InvoiceItems.Map, InvoiceApi.Map, InvoiceLineApi.Map, AccountApi.Map, CreditNotes.Map, Plans.Map, CheckoutSessions.Map, BillingPortal.Map, EventsApi.Map, TestClocks.Map])
            map(routes);
        return routes;
    }
}
