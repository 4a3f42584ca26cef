using Simulator.StripeAccount.Control;
using Simulator.StripeAccount.Hosted;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount;

/// <summary>Maps the account into the simulator.</summary>
public static class StripeAccountEndpoints
{
    /// <summary>The API under <c>/v1</c>; of <c>/v2</c> nothing is modelled, and that is what it answers.</summary>
    public static IEndpointRouteBuilder MapStripeApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var api = endpoints.ServiceProvider.GetRequiredService<ApiEndpoint>();
        endpoints.Map("/v1/{**path}", api.HandleAsync);
        endpoints.Map("/v2/{**path}", api.HandleAsync);
        return endpoints;
    }

    /// <summary>The hosted pages, and the control API under <c>/simulator/stripe</c>.</summary>
    public static IEndpointRouteBuilder MapStripePages(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var gate = endpoints.ServiceProvider.GetRequiredService<AccountGate>();
        endpoints.MapGet(Page.StylePath, Page.StyleAsync);
        CheckoutPage.Map(endpoints, gate);
        InvoicePage.Map(endpoints, gate);
        PortalPage.Map(endpoints, gate);
        endpoints.ServiceProvider.GetRequiredService<ControlApi>().Map(endpoints);
        var clock = endpoints.ServiceProvider.GetRequiredService<SimulatorClock>();
        endpoints.MapGet(ControlApi.Prefix, (HttpContext context) => ControlPage.ShowAsync(context, gate, clock));
        return endpoints;
    }
}
